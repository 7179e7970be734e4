package studio.bcm.assets;

/** A lake among mountains under clouds. */
final class Lake implements Scene {
    /** Time of day: where the sun stands and what colours the air has. */
    enum Hour {
        DAWN(new Vec(-0.86, 0.27, 0.30), new Vec(2.9, 1.62, 0.86), 0x3F5F94, 0xEBC4AE, 0xFFBE80, 0.52),
        DAY(new Vec(0.72, 0.52, 0.34), new Vec(2.7, 2.5, 2.2), 0x2C62A8, 0xB8CEDE, 0xFFF1D8, 0.44);

        final Vec sun;
        final Vec light;
        final Vec zenith;
        final Vec horizon;
        final Vec glow;
        final double cover;

        Hour(Vec sun, Vec light, int zenith, int horizon, int glow, double cover) {
            this.sun = sun.unit();
            this.light = light;
            this.zenith = Vec.srgb(zenith);
            this.horizon = Vec.srgb(horizon);
            this.glow = Vec.srgb(glow);
            this.cover = cover;
        }
    }

    private static final double EXTENT = 16000;
    private static final double EYE = 9;
    private static final double TREE = 17;

    private final Hour hour;
    private final Terrain terrain;
    private final double snowLine;
    private final double seed;

    Lake(Hour hour, long seed) {
        this.hour = hour;
        this.seed = seed;
        terrain = new Terrain(seed, EXTENT, 2300, Lake::shape);
        snowLine = hour == Hour.DAWN ? 780 : 980;
    }

    /** A basin before the camera, hills on both sides, the main range behind. */
    private static double shape(double x, double z) {
        double away = 5600 - z;
        double crooked = x + 420 * Math.sin(away / 1300);
        double range = Noise.smoothstep(2600, 6800, away + 0.25 * Math.abs(x));
        double left = 0.62 * Noise.smoothstep(420, 2300, -crooked - 0.05 * away) * Noise.smoothstep(900, 2600, away);
        double right = 0.48 * Noise.smoothstep(650, 2500, crooked - 0.12 * away) * Noise.smoothstep(300, 2400, away);
        return Math.max(range, Math.max(left, right)) - 0.045;
    }

    private double forest(double x, double z, double h) {
        double patch = Noise.fbm(x / 420, z / 420, seed, 4, 0.5);
        return Noise.smoothstep(620, 330, h + 190 * patch) * Noise.smoothstep(1, 7, h);
    }

    private double ground(double x, double z, boolean fine) {
        double h = terrain.height(x, z);
        if (!fine || h < -4) {
            return h;
        }
        double rough = Math.min(1, Math.max(0, h) / 60);
        h += rough * 11 * Noise.fbm(x / 120, z / 120, 0, 5, 0.5);
        double trees = forest(x, z, h);
        if (trees > 0.02) {
            double[] cell = Noise.worley(x / 13, 0.5, z / 13);
            h += trees * TREE * Math.max(0, 1 - 1.15 * cell[0]) * (0.55 + 0.6 * cell[2]);
        }
        return h;
    }

    /** Distance to the land, or −1. */
    private double meet(Ray ray, double near, double far) {
        double t = near;
        double before = near;
        for (int i = 0; i < 420 && t < far; i++) {
            Vec p = ray.at(t);
            if (p.y() > 2900 && ray.direction().y() >= 0) {
                return -1;
            }
            double gap = p.y() - terrain.height(p.x(), p.z());
            if (gap < 60) {
                gap = p.y() - ground(p.x(), p.z(), true);
            }
            if (gap < 0.0004 * t) {
                for (int j = 0; j < 9; j++) {
                    double middle = (before + t) / 2;
                    Vec q = ray.at(middle);
                    if (q.y() < ground(q.x(), q.z(), true)) {
                        t = middle;
                    } else {
                        before = middle;
                    }
                }
                return t;
            }
            before = t;
            t += Math.max(0.38 * gap, 0.6 + 0.0012 * t);
        }
        return -1;
    }

    private boolean shaded(Vec p) {
        double t = 12;
        for (int i = 0; i < 60; i++) {
            Vec q = p.plus(t, hour.sun);
            if (q.y() > 2600) {
                return false;
            }
            double gap = q.y() - terrain.height(q.x(), q.z());
            if (gap < -2) {
                return true;
            }
            t += Math.max(14, 0.5 * gap);
        }
        return false;
    }

    private Vec sky(Vec d, boolean clouds) {
        double up = Math.max(0, d.y());
        double toSun = Math.max(0, d.dot(hour.sun));
        Vec colour = hour.horizon.mix(hour.zenith, 1 - Math.exp(-3.4 * Math.pow(up, 0.8)));
        colour = colour.mix(hour.glow, 0.55 * Math.pow(toSun, 6) * Math.exp(-2.5 * up) + 0.25 * Math.pow(toSun, 40));
        colour = colour.plus(0.9 * Math.pow(toSun, 900), hour.light);
        if (!clouds || up < 0.01) {
            return colour;
        }
        double s = 2600 / (d.y() + 0.045);
        double x = d.x() * s + 900 * seed;
        double z = d.z() * s;
        double density = cloud(x, z, 7);
        if (density > 0.01) {
            double towards = cloud(x + 420 * hour.sun.x() / hour.sun.y() * 0.5, z + 420 * hour.sun.z() / hour.sun.y() * 0.5, 4);
            double lit = Math.exp(-2.3 * towards) * 0.75 + 0.25 * Math.exp(-1.2 * density);
            Vec bright = hour.light.mul(0.36).mix(Vec.ONE.mul(0.9), 0.35);
            Vec dark = hour.zenith.mix(hour.horizon, 0.45).mul(0.72);
            Vec c = dark.mix(bright, Math.clamp(lit, 0.0, 1.0));
            c = c.plus(0.5 * Math.pow(toSun, 12) * (1 - density), hour.glow);
            double veil = (1 - Math.exp(-3.2 * density)) * Noise.smoothstep(0.01, 0.14, up);
            colour = colour.mix(c, veil);
        }
        return colour;
    }

    private double cloud(double x, double z, int octaves) {
        double wide = Noise.fbm(x / 14000, z / 9000, seed + 4, 3, 0.5);
        double n = Noise.fbm(x / 3600, z / 2300, seed, octaves, 0.56);
        return Noise.smoothstep(1 - hour.cover - 0.45, 1.25 - hour.cover, 0.5 + 0.62 * n + 0.4 * wide - 0.12);
    }

    private Vec haze(Vec colour, Ray ray, double distance) {
        Vec d = ray.direction();
        double high = Math.max(0, ray.at(distance * 0.6).y());
        double thick = distance * 0.00005 * Math.exp(-high / 1300);
        double toSun = Math.max(0, d.dot(hour.sun));
        Vec air = hour.horizon.mix(hour.zenith, 0.28).mul(0.92).mix(hour.glow, 0.6 * Math.pow(toSun, 5));
        Vec through = new Vec(Math.exp(-thick), Math.exp(-1.25 * thick), Math.exp(-1.75 * thick));
        double mist = 1 - Math.exp(-distance * 0.00011 * Math.exp(-Math.max(0, ray.at(distance).y()) / 55));
        Vec out = colour.mul(through).add(air.mul(Vec.ONE.sub(through)));
        return out.mix(hour.horizon.mul(0.95), 0.5 * mist);
    }

    private Vec land(Ray ray, double t) {
        Vec p = ray.at(t);
        double e = Math.max(0.7, 0.0011 * t);
        double h = ground(p.x(), p.z(), true);
        Vec n = new Vec(ground(p.x() - e, p.z(), true) - ground(p.x() + e, p.z(), true), 2 * e,
                ground(p.x(), p.z() - e, true) - ground(p.x(), p.z() + e, true)).unit();
        double wide = 45;
        Vec slope = new Vec(terrain.height(p.x() - wide, p.z()) - terrain.height(p.x() + wide, p.z()), 2 * wide,
                terrain.height(p.x(), p.z() - wide) - terrain.height(p.x(), p.z() + wide)).unit();
        double grain = Noise.fbm(p.x() / 9, p.y() / 9, p.z() / 9, 4, 0.55);
        double strata = Noise.fbm(p.x() / 300, p.y() / 26, p.z() / 300, 4, 0.5);
        Vec rock = Vec.srgb(0x6B655E).mix(Vec.srgb(0x8D8172), 0.5 + 0.7 * strata).mul(0.85 + 0.35 * grain);
        Vec grass = Vec.srgb(0x5D6B33).mix(Vec.srgb(0x8A8146), 0.5 + 0.7 * Noise.fbm(p.x() / 60, p.z() / 60, 7, 4, 0.5));
        Vec colour = rock.mix(grass, Noise.smoothstep(0.70, 0.86, slope.y() + 0.08 * grain) * Noise.smoothstep(1000, 600, h));
        double trees = forest(p.x(), p.z(), h);
        double[] cell = Noise.worley(p.x() / 13, 0.5, p.z() / 13);
        Vec leaf = Vec.srgb(0x27381F).mix(Vec.srgb(0x4B5C2A), cell[2]).mul(0.55 + 0.75 * Math.max(0, 1 - cell[0]));
        colour = colour.mix(leaf, Noise.smoothstep(0.1, 0.5, trees));
        double snow = Noise.smoothstep(snowLine - 70, snowLine + 150, h + 170 * Noise.fbm(p.x() / 260, p.z() / 260, 2, 5, 0.55))
                * Noise.smoothstep(0.46, 0.68, slope.y() + 0.1 * grain);
        colour = colour.mix(new Vec(0.86, 0.88, 0.92), snow);
        double shore = Noise.smoothstep(5, 1.2, h);
        colour = colour.mix(Vec.srgb(0x7C7364).mul(0.8 + 0.4 * grain), shore);

        double direct = Math.max(0, n.dot(hour.sun)) * (shaded(p) ? 0.03 : 1);
        double open = 0.55 + 0.45 * n.y();
        Vec ambient = hour.zenith.mix(hour.horizon, 0.35).mul(0.62 * open);
        Vec bounce = hour.light.mul(0.05 * Math.max(0, 0.6 - n.y() * 0.3));
        return colour.mul(hour.light.mul(1.05 * direct).add(ambient).add(bounce));
    }

    @Override
    public Vec radiance(Ray ray, Dice dice) {
        double t = meet(ray, 20, 15000);
        double water = ray.direction().y() < 0 ? -ray.origin().y() / ray.direction().y() : -1;
        if (water > 0 && (t < 0 || water < t)) {
            Vec p = ray.at(water);
            double calm = Math.min(1, 260 / water);
            double gust = 0.3 + 0.9 * Noise.smoothstep(-0.3, 0.5, Noise.fbm(p.x() / 300, p.z() / 900, 3, 3, 0.5));
            double sx = 0.012 * gust * (Noise.fbm(p.x() / 2.6, p.z() / 1.1, 1, 4, 0.6) * calm + 0.35 * dice.normal() * (1 - 0.8 * calm));
            double sz = 0.016 * gust * (Noise.fbm(p.x() / 2.9, p.z() / 1.2, 8, 4, 0.6) * calm + 0.35 * dice.normal() * (1 - 0.8 * calm));
            Vec n = new Vec(sx, 1, sz).unit();
            Vec d = ray.direction();
            double facing = Math.max(0.01, -d.dot(n));
            Vec out = d.plus(2 * facing, n);
            out = new Vec(out.x(), Math.max(0.004, out.y()), out.z()).unit();
            Ray mirrored = new Ray(p.add(new Vec(0, 0.3, 0)), out);
            double far = meet(mirrored, 15, 12000);
            Vec image = far > 0 ? haze(land(mirrored, far), mirrored, far) : sky(out, true);
            double fresnel = 0.02 + 0.98 * Math.pow(1 - facing, 5);
            double depth = -terrain.height(p.x(), p.z());
            Vec bottom = new Vec(0.032, 0.062, 0.066).mix(Vec.srgb(0x6E6A55).mul(0.35), Math.exp(-0.22 * Math.max(0, depth)));
            return haze(bottom.mul(0.55).mix(image, 0.25 + 0.72 * fresnel), ray, water);
        }
        return t > 0 ? haze(land(ray, t), ray, t) : sky(ray.direction(), true);
    }

    @Override
    public Camera camera(double aspect) {
        Vec eye = new Vec(120, EYE, 5900);
        return new Camera(eye, new Vec(-120, 330, 2200), 50, aspect, 0, 1);
    }

    @Override
    public double exposure() {
        return hour == Hour.DAWN ? 0.9 : 0.8;
    }
}
