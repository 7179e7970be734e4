package studio.bcm.assets;

import java.util.ArrayList;
import java.util.List;

/** Fruit on a wooden table by a window, before a plastered wall. */
final class StillLife implements Scene {
    private final PathTracer tracer;

    StillLife(Fruit fruit, int arrangement) {
        List<Shape> bodies = new ArrayList<>();
        double[][] places = arrangement == 0
                ? new double[][] {{-1.15, 0.25, 1.0, 0.12, -0.05, 0.4}, {1.0, -0.2, 1.04, -0.25, 0.22, 2.2}, {0.15, -1.75, 0.98, 0.1, 0.15, 4.0}}
                : new double[][] {{-1.2, 0.1, 0.98, -0.15, 0.3, 1.4}, {0.95, 0.1, 1.0, 0.2, 0.25, 3.2}, {-0.05, -1.85, 1.0, 0.25, -0.1, 5.0}};
        for (double[] p : places) {
            double size = p[2] * (fruit == Fruit.PEAR ? 0.88 : 1);
            bodies.addAll(fruit.at(new Vec(p[0], 0, p[1]), size, new Vec(p[3], 1, p[4]), p[5], 3.7 * p[5]));
        }
        Plane table = new Plane(Pose.WORLD, StillLife::wood);
        Plane wall = new Plane(Pose.at(new Vec(0, 0, -7.5), new Vec(0, 0, 1), 0), (p, n, fine) -> plaster(p, n, arrangement, fine));
        Lamp window = new Lamp.Window(new Vec(-6.2, 1.2, 1.6), new Vec(0.9, 0, -4.6), new Vec(0, 4.2, 0),
                new Vec(15.5, 15, 14.2), 2, 3);
        Vec room = arrangement == 0 ? new Vec(0.30, 0.28, 0.255) : new Vec(0.29, 0.29, 0.28);
        tracer = new PathTracer(List.of(table, wall, new Tree(bodies)), List.of(window),
                d -> room.mul(0.55 + 0.9 * Math.max(0, d.y()) + 0.3 * Math.max(0, d.z())));
    }

    private static Look wood(Vec p, Vec n, boolean fine) {
        double plank = Math.floor(p.z() / 1.7 + 0.35);
        double seam = Math.abs(p.z() / 1.7 + 0.35 - plank - 0.5);
        double shift = plank * 13.7;
        double warp = 0.35 * Noise.fbm(0.25 * p.x() + shift, 1.1 * p.z(), shift, 3, 0.5);
        double ring = (p.z() + warp) * 2.6 + shift + 0.6 * Noise.fbm(0.12 * p.x(), p.z(), shift, 2, 0.5);
        double rings = 0.5 + 0.5 * Math.sin(ring * 6.0 + 2 * Noise.fbm(0.4 * p.x(), 3 * p.z(), shift, 3, 0.5));
        double fibre = Noise.fbm(1.1 * p.x() + shift, 34 * p.z(), 0, 4, 0.6);
        double pores = Noise.smoothstep(0.18, 0.6, Noise.fbm(2.2 * p.x(), 70 * p.z(), 5, 2, 0.5));
        Vec colour = Vec.srgb(0x7A4C29).mix(Vec.srgb(0x9A6A3E), rings * 0.8 + 0.15 * fibre);
        colour = colour.mix(Vec.srgb(0x5C371D), Noise.smoothstep(-0.1, 0.7, Noise.fbm(0.5 * p.x() + shift, 0.8 * p.z(), 9, 3, 0.5)) * 0.5);
        colour = colour.mul(0.93 + 0.22 * fibre).mul(1 - 0.45 * pores);
        double gap = Noise.smoothstep(0.488, 0.497, seam);
        colour = colour.mul(1 - 0.85 * gap);
        Vec bumped = Skin.bump(fine, p, n, 0.01, q -> 0.0035 * Noise.fbm(1.2 * q.x(), 26 * q.z(), 0, 3, 0.5)
                - 0.02 * Noise.smoothstep(0.48, 0.5, Math.abs(q.z() / 1.7 + 0.35 - Math.floor(q.z() / 1.7 + 0.35) - 0.5)));
        double wear = Noise.smoothstep(-0.3, 0.5, Noise.fbm(0.8 * p.x(), 0.8 * p.z(), 3, 4, 0.5));
        return new Look(colour, bumped, 0.045, 0.3 + 0.18 * wear, 0);
    }

    private static Look plaster(Vec p, Vec n, int arrangement, boolean fine) {
        double stain = Noise.fbm(0.35 * p.x() + arrangement * 20, 0.35 * p.z(), 1, 5, 0.55);
        Vec base = arrangement == 0 ? Vec.srgb(0xA9B4B0) : Vec.srgb(0xB9AE9A);
        Vec colour = base.mul(1 + 0.35 * stain);
        Vec bumped = Skin.bump(fine, p, n, 0.03, q -> 0.03 * Noise.fbm(q.mul(1.4), 4));
        return new Look(colour, bumped, 0.02, 0.8, 0);
    }

    @Override
    public Vec radiance(Ray ray, Dice dice) {
        return tracer.radiance(ray, dice);
    }

    @Override
    public Camera camera(double aspect) {
        Vec eye = new Vec(0.2, 2.9, 7.2);
        Vec target = new Vec(0, 0.72, -0.3);
        return new Camera(eye, target, 36, aspect, 0.13, new Vec(0, 0.9, 0.9).sub(eye).length());
    }

    @Override
    public double exposure() {
        return 1.15;
    }
}
