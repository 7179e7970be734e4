package studio.bcm.assets;

import java.util.List;

/** Fruit as bodies of revolution with a skin each; of radius about 1, standing on their y axis. */
enum Fruit {
    APPLE {
        @Override
        double outline(Vec d, double seed) {
            double polar = Math.acos(Math.clamp(d.y(), -1.0, 1.0));
            double turn = Math.atan2(d.z(), d.x());
            double top = Math.exp(-Math.pow(polar / 0.42, 2));
            double bottom = Math.exp(-Math.pow((Math.PI - polar) / 0.35, 2));
            double lobes = 0.018 * Math.cos(5 * turn + seed) * Math.pow(Math.sin(polar / 2), 6);
            double uneven = 0.05 * Noise.perlin(d.x() + seed, d.y() + seed, d.z());
            return 0.96 * (1 + 0.05 * d.y() - 0.48 * top - 0.2 * bottom) + lobes + uneven;
        }

        @Override
        Look look(Vec p, Vec n, double seed, boolean fine) {
            Vec d = p.unit();
            double turn = Math.atan2(d.z(), d.x());
            double polar = Math.acos(Math.clamp(d.y(), -1.0, 1.0));
            double streak = Noise.fbm(14 * Math.cos(turn) + seed, 14 * Math.sin(turn), 1.2 * polar, 4, 0.6);
            double flush = Noise.fbm(0.9 * d.x() + seed, 0.9 * d.y(), 0.9 * d.z() + 3, 3, 0.5);
            double red = Noise.smoothstep(-0.55, 0.25, flush + 0.45 * streak + 0.25 * d.x() + 0.12);
            Vec ground = Vec.srgb(0xD9B84A).mix(Vec.srgb(0xA9B548), Noise.smoothstep(0.3, 1, Math.abs(d.y())));
            Vec colour = ground.mix(Vec.srgb(0xB01A1E).mix(Vec.srgb(0x6E0C17), Noise.smoothstep(-0.2, 0.6, streak)), red);
            double hollow = Noise.smoothstep(0.62, 0.2, polar);
            colour = colour.mix(Vec.srgb(0x8C8A3A), 0.75 * hollow);
            double[] cell = Noise.worley(9 * d.x() + seed, 9 * d.y(), 9 * d.z());
            double dot = Noise.smoothstep(0.13, 0.06, cell[0]) * (0.3 + 0.5 * cell[2]);
            colour = colour.mix(Vec.srgb(0xE3C58A), dot * 0.7);
            Vec bumped = Skin.bump(fine, p, n, 0.01, q -> 0.004 * Noise.fbm(q.mul(6), 3));
            return new Look(colour, bumped, 0.045, 0.22 + 0.25 * hollow, 0);
        }

        @Override
        Look stalk(Vec p, Vec n) {
            double grain = Noise.fbm(60 * p.x(), 8 * p.y(), 60 * p.z(), 3, 0.5);
            return Look.matt(Vec.srgb(0x5B4127).mix(Vec.srgb(0x8B6A3D), 0.5 + 0.5 * grain), n);
        }
    },
    ORANGE {
        @Override
        double outline(Vec d, double seed) {
            double polar = Math.acos(Math.clamp(d.y(), -1.0, 1.0));
            double top = Math.exp(-Math.pow(polar / 0.16, 2));
            double shoulder = Math.exp(-Math.pow(polar / 0.5, 2));
            return 0.98 - 0.03 * d.y() * d.y() - 0.05 * top + 0.012 * shoulder
                    + 0.03 * Noise.perlin(1.3 * d.x() + seed, 1.3 * d.y(), 1.3 * d.z() + seed);
        }

        @Override
        Look look(Vec p, Vec n, double seed, boolean fine) {
            Vec d = p.unit();
            double tone = Noise.fbm(1.7 * d.x() + seed, 1.7 * d.y(), 1.7 * d.z(), 4, 0.5);
            Vec colour = Vec.srgb(0xF08A12).mix(Vec.srgb(0xDE6A08), 0.5 + 0.6 * tone);
            double top = Noise.smoothstep(0.93, 1, d.y());
            colour = colour.mix(Vec.srgb(0xA9A23C), 0.6 * top);
            double[] pore = Noise.worley(26 * d.x() + seed, 26 * d.y(), 26 * d.z());
            colour = colour.mul(0.82 + 0.25 * Noise.smoothstep(0, 0.5, pore[0]));
            Vec bumped = Skin.bump(fine, p, n, 0.006, q -> {
                Vec e = q.unit().mul(26);
                return 0.014 * Noise.smoothstep(0.0, 0.55, Noise.worley(e.x() + seed, e.y(), e.z())[0])
                        + 0.01 * Noise.perlin(q.mul(4));
            });
            return new Look(colour, bumped, 0.045, 0.34, 0.04);
        }

        @Override
        Look stalk(Vec p, Vec n) {
            return Look.matt(Vec.srgb(0x6F7434).mul(0.8 + 0.3 * Noise.perlin(p.mul(40))), n);
        }
    },
    PEAR {
        @Override
        double outline(Vec d, double seed) {
            double neck = Math.exp(-Math.pow((1 - d.y()) / 0.5, 2));
            double foot = Math.exp(-Math.pow((1 + d.y()) / 0.06, 2));
            return 0.84 + 0.72 * neck - 0.1 * foot - 0.12 * (1 - d.y() * d.y()) * Math.max(0, d.y())
                    + 0.05 * Noise.perlin(d.x() + seed, d.y(), d.z() + seed);
        }

        @Override
        Look look(Vec p, Vec n, double seed, boolean fine) {
            double tone = Noise.fbm(1.5 * p.x() + seed, 1.5 * p.y(), 1.5 * p.z(), 4, 0.5);
            Vec colour = Vec.srgb(0xC2B53E).mix(Vec.srgb(0x8FA23A), Noise.smoothstep(-0.4, 0.5, tone));
            colour = colour.mix(Vec.srgb(0xC0702E), 0.6 * Noise.smoothstep(0.1, 0.9, p.x() * 0.9 + 0.5 * tone));
            double russet = Noise.smoothstep(0.1, 0.5, Noise.fbm(5 * p.x(), 5 * p.y() + seed, 5 * p.z(), 4, 0.6) + 0.35 * p.y() - 0.3);
            colour = colour.mix(Vec.srgb(0x94702F), 0.6 * russet);
            double[] cell = Noise.worley(17 * p.x() + seed, 17 * p.y(), 17 * p.z());
            colour = colour.mix(Vec.srgb(0x6F5423), Noise.smoothstep(0.2, 0.1, cell[0]) * 0.75);
            Vec bumped = Skin.bump(fine, p, n, 0.01, q -> 0.006 * Noise.fbm(q.mul(7), 3));
            return new Look(colour, bumped, 0.04, 0.38, 0);
        }

        @Override
        Look stalk(Vec p, Vec n) {
            return Look.matt(Vec.srgb(0x4F3A22).mul(0.9 + 0.4 * Noise.perlin(p.mul(30))), n);
        }
    };

    /** Radius in a direction; {@code seed} makes each fruit its own. */
    abstract double outline(Vec direction, double seed);

    abstract Look look(Vec point, Vec normal, double seed, boolean fine);

    abstract Look stalk(Vec point, Vec normal);

    private double top(double seed) {
        return outline(Vec.UP, seed);
    }

    /** The fruit and its stalk, resting at {@code foot} on a table, leaning along {@code axis}. */
    List<Shape> at(Vec foot, double size, Vec axis, double spin, double seed) {
        Vec up = axis.unit();
        Pose pose = Pose.at(foot, up, spin);
        // Rests on its lowest point, whatever the lean.
        double lowest = 0;
        for (int i = 0; i < 2000; i++) {
            double y = 1 - (i + 0.5) / 1000;
            double a = i * 2.399963;
            double r = Math.sqrt(1 - y * y);
            Vec d = new Vec(r * Math.cos(a), y, r * Math.sin(a));
            lowest = Math.min(lowest, pose.outward(d.mul(size * outline(d, seed))).y());
        }
        Pose raised = new Pose(foot.add(new Vec(0, -lowest, 0)), pose.x(), pose.y(), pose.z());
        Star body = new Star(raised, new Globe(d -> size * outline(d, seed)), size * (this == PEAR ? 1.65 : 1.12),
                (p, n, fine) -> look(p.mul(1 / size), n, seed, fine));
        double length = this == ORANGE ? 0.03 : 0.24;
        double from = size * (top(seed) - 0.03);
        Vec lean = new Vec(0.25, 1, 0.12).unit();
        Vec end = raised.origin().add(raised.outward(new Vec(0, from, 0).plus(size * length, lean)));
        Pose stalkPose = Pose.at(end, raised.outward(lean), 0);
        Ellipsoid stalk = new Ellipsoid(stalkPose,
                new Vec(size * (this == ORANGE ? 0.07 : 0.035), size * length * 1.15, size * (this == ORANGE ? 0.07 : 0.035)), (p, n, fine) -> stalk(p, n));
        return List.of(body, stalk);
    }
}
