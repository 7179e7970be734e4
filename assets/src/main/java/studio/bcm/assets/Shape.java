package studio.bcm.assets;

/** Something that a ray can meet. */
interface Shape {
    /** The first meeting between the distances {@code near} and {@code far}, or null. */
    Hit hit(Ray ray, double near, double far);

    /** A ball that holds the shape: its centre. */
    Vec centre();

    /** Radius of the ball about {@link #centre()}. */
    double radius();
}
