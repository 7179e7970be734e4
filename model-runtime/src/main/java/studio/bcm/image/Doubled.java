package studio.bcm.image;

/** A picture of twice the width and height, made by bicubic interpolation where it is read. */
public final class Doubled implements PixelSource {
    private final PixelSource source;

    public Doubled(PixelSource source) {
        this.source = source;
    }

    @Override
    public int width() {
        return Math.multiplyExact(2, source.width());
    }

    @Override
    public int height() {
        return Math.multiplyExact(2, source.height());
    }

    @Override
    public void read(int x, int y, int w, int h, float[] into, int offset) {
        Taps across = new Taps(x / 2.0, 0.5, w, Kernel.BICUBIC);
        Taps down = new Taps(y / 2.0, 0.5, h, Kernel.BICUBIC);
        int columns = across.last() - across.first();
        int rows = down.last() - down.first();
        float[] part = new float[3 * columns * rows];
        source.read(across.first(), down.first(), columns, rows, part, 0);
        Taps.resample(part, 0, 3, across, down, into, offset);
    }
}
