package studio.bcm.assets;

import java.util.List;
import java.util.function.Function;

/** Follows light backwards from the camera, bounce by bounce (Kajiya's rendering equation by Monte Carlo). */
final class PathTracer {
    private static final double NEAR = 1e-4;
    private static final int BOUNCES = 7;
    /** Caps a single path, since one bright pixel is worse than a little missing light. */
    private static final double CAP = 12;

    private final List<Shape> shapes;
    private final List<Lamp> lamps;
    private final Function<Vec, Vec> sky;

    PathTracer(List<Shape> shapes, List<Lamp> lamps, Function<Vec, Vec> sky) {
        this.shapes = List.copyOf(shapes);
        this.lamps = List.copyOf(lamps);
        this.sky = sky;
    }

    private Hit first(Ray ray, double far) {
        Hit best = null;
        for (Shape s : shapes) {
            Hit h = s.hit(ray, NEAR, best == null ? far : best.t());
            if (h != null) {
                best = h;
            }
        }
        return best;
    }

    Vec radiance(Ray ray, Dice dice) {
        return follow(ray, 0, dice);
    }

    /** Light along a ray that has been mirrored {@code bounce} times. */
    private Vec follow(Ray ray, int start, Dice dice) {
        Vec sum = Vec.ZERO;
        Vec share = Vec.ONE;
        // Lamps are aimed at from matt surfaces, so they count again only for paths that were mirrored all the way.
        boolean mirrored = true;
        for (int bounce = start; bounce < BOUNCES; bounce++) {
            Hit hit = first(ray, 1e8);
            if (hit == null) {
                sum = sum.add(share.mul(escaped(ray, mirrored && bounce > 0)));
                break;
            }
            Look look = hit.skin().at(hit.point(), hit.normal(), bounce == 0);
            Vec geometric = hit.pose().outward(hit.normal());
            Vec normal = hit.pose().outward(look.normal());
            Vec view = ray.direction().mul(-1);
            if (geometric.dot(view) < 0) {
                geometric = geometric.mul(-1);
                normal = normal.mul(-1);
            }
            double facing = Math.max(0.02, normal.dot(view));
            Vec place = ray.at(hit.t()).plus(2e-4, geometric);
            double fresnel = look.reflectance()
                    + (Math.max(look.reflectance(), 1 - look.roughness()) - look.reflectance()) * Math.pow(1 - facing, 5);
            // What the camera sees first is split in its mirrored and its matt part, which keeps highlights free of specks.
            boolean split = bounce == 0;
            if (split || dice.next() < fresnel) {
                Vec half = scatter(normal, look.roughness(), dice);
                Vec out = half.mul(2 * view.dot(half)).sub(view);
                boolean outside = out.dot(geometric) > 0;
                if (!split) {
                    if (!outside) {
                        break;
                    }
                    ray = new Ray(place, out.unit());
                    continue;
                }
                if (outside) {
                    sum = sum.add(follow(new Ray(place, out.unit()), 1, dice).mul(fresnel));
                }
                share = share.mul(1 - fresnel);
            }
            share = share.mul(look.albedo());
            Vec side = normal;
            if (look.translucency() > 0 && dice.next() < look.translucency()) {
                side = normal.mul(-1);
                place = ray.at(hit.t()).plus(-2e-4, geometric);
            }
            for (Lamp lamp : lamps) {
                Lamp.Beam beam = lamp.beam(place, dice);
                double cos = beam.direction().dot(side);
                if (cos > 0 && beam.strength().max() > 0 && first(new Ray(place, beam.direction()), beam.distance() - 1e-3) == null) {
                    sum = sum.add(capped(share.mul(beam.strength()).mul(cos / Math.PI), bounce));
                }
            }
            ray = new Ray(place, side.orient(dice.cosineHemisphere()).unit());
            mirrored = false;
            if (bounce > 1) {
                double live = Math.min(0.95, share.max());
                if (dice.next() >= live) {
                    break;
                }
                share = share.mul(1 / live);
            }
        }
        return capped(sum, 1);
    }

    private Vec escaped(Ray ray, boolean lampsToo) {
        if (lampsToo) {
            for (Lamp lamp : lamps) {
                Vec seen = lamp.seen(ray);
                if (seen != null) {
                    return capped(seen, 1);
                }
            }
        }
        return sky.apply(ray.direction());
    }

    private static Vec capped(Vec light, int bounce) {
        double top = light.max();
        return bounce == 0 || top <= CAP ? light : light.mul(CAP / top);
    }

    /** A microfacet normal about the surface's, GGX-distributed. */
    private static Vec scatter(Vec normal, double roughness, Dice dice) {
        double a = roughness * roughness;
        double u = dice.next();
        double cos = Math.sqrt((1 - u) / (1 + (a * a - 1) * u));
        double sin = Math.sqrt(Math.max(0, 1 - cos * cos));
        double turn = 2 * Math.PI * dice.next();
        return normal.orient(new Vec(sin * Math.cos(turn), sin * Math.sin(turn), cos));
    }
}
