package studio.bcm.assets;

/**
 * Where a ray meets a surface.
 *
 * @param t      distance along the ray
 * @param point  in the shape's own frame
 * @param normal outward, in the shape's own frame
 * @param skin   the surface's look
 * @param pose   from the shape's frame to the world
 */
record Hit(double t, Vec point, Vec normal, Skin skin, Pose pose) {
}
