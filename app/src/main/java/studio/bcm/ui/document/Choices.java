package studio.bcm.ui.document;

import studio.bcm.edit.Easing;
import studio.bcm.edit.Resampling;

/** What is chosen for each way of editing. A 0 means: as the model's pack says. */
public record Choices(Interpolate interpolate, Resample resample, Restore restore, Invert invert, Inpaint inpaint) {
    public Choices {
        interpolate = interpolate == null ? Interpolate.STANDARD : interpolate;
        resample = resample == null ? Resample.STANDARD : resample;
        restore = restore == null ? Restore.STANDARD : restore;
        invert = invert == null ? Invert.STANDARD : invert;
        inpaint = inpaint == null ? Inpaint.STANDARD : inpaint;
    }

    public static Choices standard() {
        return new Choices(null, null, null, null, null);
    }

    /**
     * @param side longest side of the frames, in pixels; 0 for that of picture A
     */
    public record Interpolate(int frames, double depth, int steps, Easing easing, boolean pingPong, boolean detail, int side,
            long seed) {
        static final Interpolate STANDARD = new Interpolate(9, 0, 0, Easing.SMOOTH, false, true, 512, 0);

        public Interpolate withFrames(int v) {
            return new Interpolate(v, depth, steps, easing, pingPong, detail, side, seed);
        }

        public Interpolate withDepth(double v) {
            return new Interpolate(frames, v, steps, easing, pingPong, detail, side, seed);
        }

        public Interpolate withSteps(int v) {
            return new Interpolate(frames, depth, v, easing, pingPong, detail, side, seed);
        }

        public Interpolate withEasing(Easing v) {
            return new Interpolate(frames, depth, steps, v, pingPong, detail, side, seed);
        }

        public Interpolate withPingPong(boolean v) {
            return new Interpolate(frames, depth, steps, easing, v, detail, side, seed);
        }

        public Interpolate withDetail(boolean v) {
            return new Interpolate(frames, depth, steps, easing, pingPong, v, side, seed);
        }

        public Interpolate withSide(int v) {
            return new Interpolate(frames, depth, steps, easing, pingPong, detail, v, seed);
        }

        public Interpolate withSeed(long v) {
            return new Interpolate(frames, depth, steps, easing, pingPong, detail, side, v);
        }
    }

    /**
     * @param route name of a route, or empty for the pack's steps
     * @param side  longest side of the variations, in pixels; 0 for that of the picture
     */
    public record Resample(int count, double strength, String route, Resampling.Mode mode, double change, long seed,
            boolean seedLocked, int side) {
        static final Resample STANDARD = new Resample(6, 0, "", Resampling.Mode.INVERTED, 0.5, 1, false, 512);

        public Resample withCount(int v) {
            return new Resample(v, strength, route, mode, change, seed, seedLocked, side);
        }

        public Resample withStrength(double v) {
            return new Resample(count, v, route, mode, change, seed, seedLocked, side);
        }

        public Resample withRoute(String v) {
            return new Resample(count, strength, v, mode, change, seed, seedLocked, side);
        }

        public Resample withMode(Resampling.Mode v) {
            return new Resample(count, strength, route, v, change, seed, seedLocked, side);
        }

        public Resample withChange(double v) {
            return new Resample(count, strength, route, mode, v, seed, seedLocked, side);
        }

        public Resample withSeed(long v) {
            return new Resample(count, strength, route, mode, change, v, seedLocked, side);
        }

        public Resample withSeedLocked(boolean v) {
            return new Resample(count, strength, route, mode, change, seed, v, side);
        }

        public Resample withSide(int v) {
            return new Resample(count, strength, route, mode, change, seed, seedLocked, v);
        }
    }

    /**
     * @param balance −1 (half of the estimated strength) … 1 (twice)
     * @param sigma   fixed strength; counts when not automatic
     * @param texture 0…1
     * @param effort  mirrored and turned versions that are averaged, 1, 2, 4 or 8
     */
    public record Restore(boolean automatic, double balance, double sigma, double texture, boolean faithful, int effort,
            long seed) {
        static final Restore STANDARD = new Restore(true, 0, 0.06, 0, true, 1, 0);

        public Restore withAutomatic(boolean v) {
            return new Restore(v, balance, sigma, texture, faithful, effort, seed);
        }

        public Restore withBalance(double v) {
            return new Restore(automatic, v, sigma, texture, faithful, effort, seed);
        }

        public Restore withSigma(double v) {
            return new Restore(automatic, balance, v, texture, faithful, effort, seed);
        }

        public Restore withTexture(double v) {
            return new Restore(automatic, balance, sigma, v, faithful, effort, seed);
        }

        public Restore withFaithful(boolean v) {
            return new Restore(automatic, balance, sigma, texture, v, effort, seed);
        }

        public Restore withEffort(int v) {
            return new Restore(automatic, balance, sigma, texture, faithful, v, seed);
        }
    }

    /** @param side longest side of the noise, in pixels; 0 for that of the picture */
    public record Invert(int steps, double sigma, long seed, int side) {
        static final Invert STANDARD = new Invert(0, 0, 0, 512);

        public Invert withSteps(int v) {
            return new Invert(v, sigma, seed, side);
        }

        public Invert withSigma(double v) {
            return new Invert(steps, v, seed, side);
        }

        public Invert withSeed(long v) {
            return new Invert(steps, sigma, v, side);
        }

        public Invert withSide(int v) {
            return new Invert(steps, sigma, seed, v);
        }
    }

    /**
     * @param brush   diameter in pixels of the picture
     * @param feather in pixels
     */
    public record Inpaint(int brush, int feather, int rounds, int proposals, double strength, long seed) {
        static final Inpaint STANDARD = new Inpaint(48, 4, 16, 3, 0, 0);

        public Inpaint withBrush(int v) {
            return new Inpaint(v, feather, rounds, proposals, strength, seed);
        }

        public Inpaint withFeather(int v) {
            return new Inpaint(brush, v, rounds, proposals, strength, seed);
        }

        public Inpaint withRounds(int v) {
            return new Inpaint(brush, feather, v, proposals, strength, seed);
        }

        public Inpaint withProposals(int v) {
            return new Inpaint(brush, feather, rounds, v, strength, seed);
        }

        public Inpaint withStrength(double v) {
            return new Inpaint(brush, feather, rounds, proposals, v, seed);
        }

        public Inpaint withSeed(long v) {
            return new Inpaint(brush, feather, rounds, proposals, strength, v);
        }
    }

    public Choices with(Interpolate v) {
        return new Choices(v, resample, restore, invert, inpaint);
    }

    public Choices with(Resample v) {
        return new Choices(interpolate, v, restore, invert, inpaint);
    }

    public Choices with(Restore v) {
        return new Choices(interpolate, resample, v, invert, inpaint);
    }

    public Choices with(Invert v) {
        return new Choices(interpolate, resample, restore, v, inpaint);
    }

    public Choices with(Inpaint v) {
        return new Choices(interpolate, resample, restore, invert, v);
    }
}
