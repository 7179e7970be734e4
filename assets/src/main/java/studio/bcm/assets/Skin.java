package studio.bcm.assets;

/** The look of a shape's surface as a function of place, in the shape's own frame. */
interface Skin {
    /** @param fine whether the small relief matters; light that has bounced before does not show it */
    Look at(Vec point, Vec normal, boolean fine);

    /** Height of a relief at a point. */
    interface Relief {
        double at(Vec point);
    }

    /** The normal tilted as a relief would tilt it; {@code step} is the distance over which the slope is taken. */
    static Vec bump(boolean fine, Vec point, Vec normal, double step, Relief relief) {
        if (!fine) {
            return normal;
        }
        double h = relief.at(point);
        Vec slope = new Vec(
                (relief.at(point.add(new Vec(step, 0, 0))) - h) / step,
                (relief.at(point.add(new Vec(0, step, 0))) - h) / step,
                (relief.at(point.add(new Vec(0, 0, step))) - h) / step);
        Vec along = slope.plus(-slope.dot(normal), normal);
        return normal.sub(along).unit();
    }
}
