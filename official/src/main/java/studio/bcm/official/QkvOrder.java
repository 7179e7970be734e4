package studio.bcm.official;

/** How the 3C rows of an attention's {@code qkv} are ordered in a checkpoint. */
enum QkvOrder {
    /** Queries of all heads, keys of all heads, values of all heads. */
    PART_FIRST,
    /** Queries, keys and values of the first head, then of the next. */
    HEAD_FIRST;

    /**
     * Brings rows into the order of {@link studio.bcm.network.AdmUNet}, part first.
     *
     * @param rows  3C rows of equal length, row after row
     * @param heads number of heads, which divides C
     * @return the same array where nothing is to be done
     */
    float[] toPartFirst(float[] rows, int channels, int heads) {
        if (this == PART_FIRST || heads == 1) {
            return rows;
        }
        int perHead = channels / heads;
        int run = perHead * (rows.length / (3 * channels));
        float[] ordered = new float[rows.length];
        for (int head = 0; head < heads; head++) {
            for (int part = 0; part < 3; part++) {
                System.arraycopy(rows, (head * 3 + part) * run, ordered, (part * heads + head) * run, run);
            }
        }
        return ordered;
    }
}
