package studio.bcm.assets;

/** A {@link Star.Outline} looked up in a table over latitude and longitude, for outlines that are dear to work out. */
final class Globe implements Star.Outline {
    private static final int ACROSS = 1024;
    private static final int DOWN = 512;

    private final float[] radii = new float[(ACROSS + 1) * (DOWN + 1)];

    Globe(Star.Outline exact) {
        for (int j = 0; j <= DOWN; j++) {
            double polar = Math.PI * j / DOWN;
            for (int i = 0; i <= ACROSS; i++) {
                double turn = 2 * Math.PI * i / ACROSS;
                double s = Math.sin(polar);
                radii[j * (ACROSS + 1) + i] = (float) exact.radius(new Vec(s * Math.cos(turn), Math.cos(polar), s * Math.sin(turn)));
            }
        }
    }

    @Override
    public double radius(Vec d) {
        double turn = Math.atan2(d.z(), d.x()) / (2 * Math.PI);
        double x = (turn - Math.floor(turn)) * ACROSS;
        double y = Math.acos(Math.clamp(d.y(), -1.0, 1.0)) / Math.PI * DOWN;
        int i = Math.min((int) x, ACROSS - 1);
        int j = Math.min((int) y, DOWN - 1);
        double u = x - i;
        double v = y - j;
        int k = j * (ACROSS + 1) + i;
        return (radii[k] * (1 - u) + radii[k + 1] * u) * (1 - v)
                + (radii[k + ACROSS + 1] * (1 - u) + radii[k + ACROSS + 2] * u) * v;
    }
}
