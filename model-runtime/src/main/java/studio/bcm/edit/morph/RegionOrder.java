package studio.bcm.edit.morph;

import studio.bcm.image.PixelSource;

/** Which places of a morph change first. */
public sealed interface RegionOrder {
    /** Places change as a front passes from the bottom up. */
    RegionOrder UP = new Sweep(0, -1, false);
    /** From right to left. */
    RegionOrder LEFT = new Sweep(-1, 0, false);
    /** From the middle outwards. */
    RegionOrder CENTRE = new Sweep(0, 0, true);

    /** A front that passes in a direction, or from the middle outwards. */
    record Sweep(int dx, int dy, boolean fromCentre) implements RegionOrder {
    }

    /** Dark places of a picture change first, bright ones last. */
    record Painted(PixelSource map) implements RegionOrder {
    }

    /** When each place begins, 0…1. */
    private static float start(Sweep sweep, double x, double y) {
        if (sweep.fromCentre()) {
            return (float) (Math.hypot(x - 0.5, y - 0.5) / Math.hypot(0.5, 0.5));
        }
        double along = sweep.dx() * (x - 0.5) + sweep.dy() * (y - 0.5);
        return (float) (0.5 + along / (Math.abs(sweep.dx()) + Math.abs(sweep.dy())));
    }

    /** When each place begins to change, 0…1, on a grid of that size. */
    private Plane starts(int width, int height) {
        return switch (this) {
            case Painted painted -> {
                Plane luma = WorkingCopy.channels(WorkingCopy.of(painted.map(), new CropBox(0, 0, painted.map().width(), painted.map().height()),
                        width, height)).getFirst();
                yield luma.blurred(0.01 * Math.min(width, height));
            }
            case Sweep sweep -> {
                Plane plane = Plane.blank(width, height);
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        plane.data()[y * width + x] = start(sweep, (x + 0.5) / width, (y + 0.5) / height);
                    }
                }
                yield plane;
            }
        };
    }

    /** The same, for this package. */
    static Plane plane(RegionOrder order, int width, int height) {
        return order.starts(width, height);
    }
}
