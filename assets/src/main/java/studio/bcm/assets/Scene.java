package studio.bcm.assets;

/** What a camera looks at: the light that comes back along a ray. */
interface Scene {
    /** One sample of the linear RGB radiance along a ray. */
    Vec radiance(Ray ray, Dice dice);

    Camera camera(double aspect);

    /** Factor on the radiance before the tone curve. */
    double exposure();
}
