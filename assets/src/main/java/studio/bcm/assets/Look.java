package studio.bcm.assets;

/**
 * What a surface does with light at a point.
 *
 * @param albedo       share of diffuse light sent back, linear RGB
 * @param normal       surface normal with its relief, in the shape's own frame
 * @param reflectance  mirror reflectance head on (0.04 for most things that are no metal)
 * @param roughness    spread of the mirror image, 0…1
 * @param translucency share of the diffuse light that goes through to the other side (petals, leaves)
 */
record Look(Vec albedo, Vec normal, double reflectance, double roughness, double translucency) {
    static Look matt(Vec albedo, Vec normal) {
        return new Look(albedo, normal, 0.02, 0.6, 0);
    }
}
