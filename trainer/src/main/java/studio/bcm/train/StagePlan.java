package studio.bcm.train;

import studio.bcm.UserException;

/**
 * A stage of a training run and how long it lasts: the learning rate and the stage's schedules follow the share that is
 * done.
 *
 * @param stage   what is learnt
 * @param minutes wall time, or infinity where {@code kimg} decides
 * @param kimg    thousands of pictures, or infinity where {@code minutes} decides
 */
record StagePlan(StageName stage, double minutes, double kimg) {
    private static final String KIMG = "kimg";

    /**
     * Parses {@code NAME:MINUTES} or {@code NAME:NUMBERkimg}, such as {@code diffusion:8} or {@code trajectory:2000kimg}.
     *
     * @throws UserException for anything else
     */
    public static StagePlan parse(String text) {
        String[] parts = text.split(":", 2);
        StageName stage = StageName.parse(parts[0]);
        if (parts.length < 2) {
            throw new UserException("The stage '" + text + "' needs a length: " + text + ":10 for ten minutes, " + text
                    + ":500kimg for 500 thousand pictures.");
        }
        boolean images = parts[1].endsWith(KIMG);
        try {
            double length = Double.parseDouble(images ? parts[1].substring(0, parts[1].length() - KIMG.length()) : parts[1]);
            if (!(length > 0)) {
                throw new NumberFormatException(parts[1]);
            }
            return new StagePlan(stage, images ? Double.POSITIVE_INFINITY : length, images ? length : Double.POSITIVE_INFINITY);
        } catch (NumberFormatException e) {
            throw new UserException("'" + parts[1] + "' is no length of a stage (in '" + text + "'): give minutes, or pictures as 500kimg.", e);
        }
    }

    /** The share that is done, 0…1 and beyond. */
    double progress(double secondsDone, long imagesDone) {
        return Math.max(secondsDone / (60 * minutes), imagesDone / (1000 * kimg));
    }

    @Override
    public String toString() {
        return stage + ":" + (Double.isInfinite(kimg) ? Double.toString(minutes) : kimg + KIMG);
    }
}
