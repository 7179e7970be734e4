package studio.bcm.assets;

/** A light that a surface point can aim at. */
interface Lamp {
    /**
     * @param direction unit vector to a random point of the lamp
     * @param distance  to that point
     * @param strength  irradiance that the point gives to a surface facing it, over the density of choosing it
     */
    record Beam(Vec direction, double distance, Vec strength) {
    }

    Beam beam(Vec from, Dice dice);

    /** What a mirror ray that escapes to the lamp sees, or null where it misses it. */
    Vec seen(Ray ray);

    /** The sun: {@code spread} is the radius of its disc as a tangent (0.0047 in a clear sky, more through haze). */
    record Sun(Vec direction, double spread, Vec irradiance) implements Lamp {
        @Override
        public Beam beam(Vec from, Dice dice) {
            double r = spread * Math.sqrt(dice.next());
            double a = 2 * Math.PI * dice.next();
            return new Beam(direction.orient(new Vec(r * Math.cos(a), r * Math.sin(a), 1)).unit(), 1e9, irradiance);
        }

        @Override
        public Vec seen(Ray ray) {
            return ray.direction().dot(direction) > 1 / Math.sqrt(1 + spread * spread)
                    ? irradiance.mul(1 / (Math.PI * spread * spread)) : null;
        }
    }

    /** A window: a rectangle from its corner along two edges, with glazing bars. It shines on the side edge × other edge. */
    record Window(Vec corner, Vec across, Vec up, Vec radiance, int columns, int rows) implements Lamp {
        private static final double BAR = 0.035;

        private double open(double u, double v) {
            double a = u * columns - Math.floor(u * columns);
            double b = v * rows - Math.floor(v * rows);
            double wide = BAR * columns;
            double high = BAR * rows;
            return a < wide || a > 1 - wide || b < high || b > 1 - high ? 0.03 : 1;
        }

        @Override
        public Beam beam(Vec from, Dice dice) {
            double u = dice.next();
            double v = dice.next();
            Vec to = corner.plus(u, across).plus(v, up).sub(from);
            double distance = to.length();
            Vec direction = to.mul(1 / distance);
            Vec area = across.cross(up);
            double facing = -area.dot(direction);
            double weight = facing <= 0 ? 0 : facing / (distance * distance) * open(u, v);
            return new Beam(direction, distance, radiance.mul(weight));
        }

        @Override
        public Vec seen(Ray ray) {
            Vec area = across.cross(up);
            double facing = ray.direction().dot(area);
            if (facing >= 0) {
                return null;
            }
            double t = corner.sub(ray.origin()).dot(area) / facing;
            if (t <= 0) {
                return null;
            }
            Vec p = ray.at(t).sub(corner);
            double u = p.dot(across) / across.dot(across);
            double v = p.dot(up) / up.dot(up);
            return u < 0 || u > 1 || v < 0 || v > 1 ? null : radiance.mul(open(u, v));
        }
    }
}
