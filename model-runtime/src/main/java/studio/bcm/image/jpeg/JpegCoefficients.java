package studio.bcm.image.jpeg;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The quantised DCT coefficients of a JPEG file ("levels"; a level times the quantisation step is a coefficient), two bytes
 * each: 100 megapixels at 4:2:0 cost 300 MB. Blocks lie row-major in each component's grid, which covers whole MCUs; inside
 * a block the 64 levels are row-major (8·v + u).
 *
 * <p>A file that breaks off, or a progressive one without its last scans, knows some levels coarsely or not at all: that is
 * what {@link #lowest} and {@link #highest} answer for.
 */
public final class JpegCoefficients {
    /** Nothing is known about a level. */
    private static final byte UNKNOWN = -1;

    private final JpegFacts facts;
    private final Plane[] planes;
    private long unitsRead;
    private int unreadBytes;

    /** The levels of one component. */
    public static final class Plane {
        public final int blocksWide;
        final int blocksHigh;
        /** Blocks that hold pixels of the picture; those beyond only fill up MCUs. */
        public final int usedWide;
        public final int usedHigh;
        public final short[] levels;
        /** For each frequency, how many low bits are unknown in rows above {@code limit}, and from there on. */
        private final byte[] above = new byte[64];
        private final byte[] below = new byte[64];
        private int limit;
        private final BitSet damaged = new BitSet();

        public Plane(int blocksWide, int blocksHigh, int usedWide, int usedHigh) {
            this.blocksWide = blocksWide;
            this.blocksHigh = blocksHigh;
            this.usedWide = usedWide;
            this.usedHigh = usedHigh;
            levels = new short[Math.multiplyExact(64, Math.multiplyExact(blocksWide, blocksHigh))];
            Arrays.fill(above, UNKNOWN);
            Arrays.fill(below, UNKNOWN);
            limit = blocksHigh;
        }

        /** A scan has delivered the bits of some frequencies down to {@code low} in the block rows above {@code rows}. */
        void told(int from, int to, int low, int rows) {
            limit = Math.min(limit, rows);
            for (int k = from; k <= to; k++) {
                int at = JpegTables.zigzag(k);
                above[at] = (byte) low;
                if (rows >= blocksHigh) {
                    below[at] = (byte) low;
                }
            }
        }

        void damage(int block) {
            damaged.set(block);
        }

        /** Whether every level is known. */
        public boolean isExact() {
            if (!damaged.isEmpty()) {
                return false;
            }
            for (int k = 0; k < 64; k++) {
                if (above[k] != 0 || limit < usedHigh && below[k] != 0) {
                    return false;
                }
            }
            return true;
        }

        private int unknownBits(int block, int at) {
            if (damaged.get(block)) {
                return UNKNOWN;
            }
            return block / blocksWide < limit ? above[at] : below[at];
        }
    }

    JpegCoefficients(JpegFacts facts) {
        this.facts = facts;
        int count = facts.components().size();
        planes = new Plane[count];
        int maxH = facts.maxHorizontal();
        int maxV = facts.maxVertical();
        int mcusWide = ceilDiv(facts.width(), 8 * maxH);
        int mcusHigh = ceilDiv(facts.height(), 8 * maxV);
        for (int c = 0; c < count; c++) {
            JpegFacts.Component component = facts.components().get(c);
            int usedWide = ceilDiv(ceilDiv(facts.width() * component.horizontal(), maxH), 8);
            int usedHigh = ceilDiv(ceilDiv(facts.height() * component.vertical(), maxV), 8);
            boolean alone = count == 1;
            planes[c] = new Plane(alone ? usedWide : mcusWide * component.horizontal(),
                    alone ? usedHigh : mcusHigh * component.vertical(), usedWide, usedHigh);
        }
    }

    /** @param unread bytes of its data that are left although all of the scan's units were read */
    void scanRead(int units, int unread) {
        unitsRead += units;
        unreadBytes = Math.max(unreadBytes, unread);
    }

    /** Whether the file's data gave nothing at all. */
    public boolean isEmpty() {
        return unitsRead == 0;
    }

    /**
     * The most bytes that a scan had left over once it was complete. More than a few mean that something within it is
     * damaged,
     * although every code that was read is a valid one.
     */
    int unreadBytes() {
        return unreadBytes;
    }

    public static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }

    public Plane plane(int component) {
        return planes[component];
    }

    /** The facts of the file that the levels come from. */
    public JpegFacts facts() {
        return facts;
    }

    /** Blocks in a row of a component's grid. */
    public int blocksWide(int component) {
        return planes[component].blocksWide;
    }

    /** Rows of blocks of a component's grid. */
    int blocksHigh(int component) {
        return planes[component].blocksHigh;
    }

    /** Blocks in a row that hold at least one pixel of the picture. */
    public int usedWide(int component) {
        return planes[component].usedWide;
    }

    /** Rows of blocks that hold at least one pixel of the picture. */
    public int usedHigh(int component) {
        return planes[component].usedHigh;
    }

    /** The quantised level as decoded. @param frequency 8·v + u */
    public int level(int component, int blockX, int blockY, int frequency) {
        Plane plane = planes[component];
        return plane.levels[(blockY * plane.blocksWide + blockX) * 64 + frequency];
    }

    /** The lowest level that the file allows; −∞ (as {@link Integer#MIN_VALUE}) where it says nothing. */
    public int lowest(int component, int blockX, int blockY, int frequency) {
        return bound(component, blockX, blockY, frequency, false);
    }

    /** The highest level that the file allows; +∞ (as {@link Integer#MAX_VALUE}) where it says nothing. */
    public int highest(int component, int blockX, int blockY, int frequency) {
        return bound(component, blockX, blockY, frequency, true);
    }

    private int bound(int component, int blockX, int blockY, int frequency, boolean upper) {
        Plane plane = planes[component];
        int block = blockY * plane.blocksWide + blockX;
        int bits = plane.unknownBits(block, frequency);
        int level = plane.levels[block * 64 + frequency];
        if (bits == 0) {
            return level;
        }
        if (bits == UNKNOWN) {
            return upper ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        }
        int rest = (1 << bits) - 1;
        if (frequency == 0) {
            // DC is shifted down arithmetically (T.81, G.1.2.1): the lost bits always add.
            int base = level >> bits << bits;
            return upper ? base + rest : base;
        }
        int size = Math.abs(level) >> bits << bits;
        if (size == 0) {
            return upper ? rest : -rest;
        }
        int far = size + rest;
        return level > 0 ? upper ? far : size : upper ? -size : -far;
    }

    /** Whether every level of every block with pixels is known exactly. */
    public boolean isComplete() {
        for (Plane plane : planes) {
            if (!plane.isExact()) {
                return false;
            }
        }
        return true;
    }

    /** Rows of pixels from the top of the stored picture of which the file gives at least the mean of every block. */
    public int readableRows() {
        int rows = facts.height();
        for (int c = 0; c < planes.length; c++) {
            Plane plane = planes[c];
            int known = plane.above[0] == UNKNOWN ? 0 : plane.below[0] == UNKNOWN ? plane.limit : plane.usedHigh;
            int pixels = known * 8 * facts.maxVertical() / (planes.length == 1 ? facts.maxVertical()
                    : facts.components().get(c).vertical());
            rows = Math.min(rows, pixels);
        }
        return rows;
    }

    /** Number of blocks that could not be read although the file goes on after them. */
    public int damagedBlocks() {
        int sum = 0;
        for (Plane plane : planes) {
            sum += plane.damaged.cardinality();
        }
        return sum;
    }
}
