package studio.bcm.assets;

/** A thin lens. */
final class Camera {
    private final Vec eye;
    private final Vec right;
    private final Vec up;
    private final Vec forward;
    private final double halfWidth;
    private final double halfHeight;
    private final double aperture;
    private final double focus;

    /**
     * @param eye      where the lens is
     * @param target   what it points at
     * @param view     angle of view across, degrees
     * @param aspect   width over height
     * @param aperture radius of the lens opening, 0 for everything sharp
     * @param focus    distance of the plane that is sharp
     */
    Camera(Vec eye, Vec target, double view, double aspect, double aperture, double focus) {
        this.eye = eye;
        forward = target.sub(eye).unit();
        right = forward.cross(Vec.UP).unit();
        up = right.cross(forward);
        halfWidth = Math.tan(Math.toRadians(view) / 2);
        halfHeight = halfWidth / aspect;
        this.aperture = aperture;
        this.focus = focus;
    }

    /** A ray through the picture at u, v in 0…1 from its top left corner. */
    Ray ray(double u, double v, Dice dice) {
        Vec direction = forward.plus((2 * u - 1) * halfWidth, right).plus((1 - 2 * v) * halfHeight, up);
        if (aperture == 0) {
            return new Ray(eye, direction.unit());
        }
        // Seven blades: uniform over one triangle of the heptagon, turned to a random one.
        double a = Math.sqrt(dice.next());
        double b = dice.next();
        double wedge = 2 * Math.PI / 7;
        double turn = wedge * Math.floor(7 * dice.next()) + 0.3;
        double x = aperture * (a * (1 - b) * Math.cos(turn) + a * b * Math.cos(turn + wedge));
        double y = aperture * (a * (1 - b) * Math.sin(turn) + a * b * Math.sin(turn + wedge));
        Vec lens = eye.plus(x, right).plus(y, up);
        return new Ray(lens, eye.plus(focus, direction).sub(lens).unit());
    }
}
