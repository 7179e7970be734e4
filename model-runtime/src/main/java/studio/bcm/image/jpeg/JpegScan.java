package studio.bcm.image.jpeg;

import java.io.IOException;
import java.util.List;

/** The one scan of a baseline JPEG file, to be coded again with other Huffman codes. */
public final class JpegScan {
    /** Places of Huffman tables in a file: four for DC, four for AC behind them. */
    public static final int TABLES = 8;
    private static final int FIRST_AC = 4;

    private final byte[] file;
    private final JpegSegments segments;
    private final JpegSegments.Segment scan;
    private final HuffmanTable[] dcTables = new HuffmanTable[4];
    private final HuffmanTable[] acTables = new HuffmanTable[4];
    private final int unitsWide;
    private final int unitsHigh;
    /** Places of the tables of each block of an MCU. */
    private final int[] dcPlaces;
    private final int[] acPlaces;

    /** @throws IOException if the file has no scan with all of its components */
    public JpegScan(byte[] file) throws IOException {
        this.file = file;
        segments = new JpegSegments(file);
        JpegFacts facts = JpegFacts.of(segments).filter(f -> !f.isProgressive()).orElseThrow(JpegScan::damaged);
        List<JpegFacts.Component> components = facts.components();
        scan = segments.all().stream().filter(s -> s.marker() == JpegSegments.SOS).findFirst()
                .filter(s -> (file[s.body()] & 0xff) == components.size()).orElseThrow(JpegScan::damaged);
        segments.all().stream().filter(s -> s.marker() == JpegSegments.DHT)
                .forEach(s -> HuffmanTable.readAll(file, s, dcTables, acTables));
        boolean alone = components.size() == 1;
        unitsWide = Math.ceilDiv(facts.width(), alone ? 8 : 8 * facts.maxHorizontal());
        unitsHigh = Math.ceilDiv(facts.height(), alone ? 8 : 8 * facts.maxVertical());
        int blocks = alone ? 1 : components.stream().mapToInt(c -> c.horizontal() * c.vertical()).sum();
        dcPlaces = new int[blocks];
        acPlaces = new int[blocks];
        int block = 0;
        for (int c = 0; c < components.size(); c++) {
            int places = file[scan.body() + 2 + 2 * c] & 0xff;
            int end = alone ? 1 : block + components.get(c).horizontal() * components.get(c).vertical();
            for (; block < end; block++) {
                dcPlaces[block] = places >> 4 & 3;
                acPlaces[block] = places & 3;
            }
        }
        for (int b = 0; b < blocks; b++) {
            if (dcTables[dcPlaces[b]] == null || acTables[acPlaces[b]] == null) {
                throw damaged();
            }
        }
    }

    private static IOException damaged() {
        return new IOException("the data of the JPEG encoder are damaged");
    }

    /** All segments of the file. */
    public JpegSegments segments() {
        return segments;
    }

    /** Number of MCUs. */
    public int units() {
        return unitsWide * unitsHigh;
    }

    /** Takes the scan's symbols one by one. */
    private interface Symbols {
        /**
         * @param table place of the symbol's table
         * @param bits  what follows the symbol
         * @param size  number of these bits
         */
        void take(int table, int symbol, int bits, int size);
    }

    /**
     * How often each symbol occurs, by place of its table.
     *
     * @throws IOException if the data are damaged
     */
    public long[][] counts() throws IOException {
        long[][] counts = new long[TABLES][256];
        read((table, symbol, bits, size) -> counts[table][symbol]++);
        return counts;
    }

    /**
     * The same scan in other codes, of which each symbol must have one: entropy-coded data of whole bytes.
     *
     * @throws IOException if the data are damaged
     */
    public byte[] recoded(HuffmanCode[] codes) throws IOException {
        JpegBitWriter out = new JpegBitWriter(scan.next() - scan.end());
        read((table, symbol, bits, size) -> {
            HuffmanCode code = codes[table];
            out.put(code.code(symbol) << size | bits, code.size(symbol) + size);
        });
        return out.finish();
    }

    private void read(Symbols symbols) throws IOException {
        JpegBitReader in = new JpegBitReader(file, scan.end(), scan.next());
        int units = units();
        for (int unit = 0; unit < units; unit++) {
            for (int block = 0; block < dcPlaces.length; block++) {
                if (!readBlock(in, dcPlaces[block], acPlaces[block], symbols)) {
                    throw damaged();
                }
            }
        }
        if (in.isOverrun()) {
            throw damaged();
        }
    }

    private boolean readBlock(JpegBitReader in, int dc, int ac, Symbols symbols) {
        int size = in.decode(dcTables[dc]);
        if (size < 0 || size > 15) {
            return false;
        }
        symbols.take(dc, size, in.read(size), size);
        HuffmanTable table = acTables[ac];
        int k = 1;
        while (k < 64) {
            int symbol = in.decode(table);
            if (symbol < 0) {
                return false;
            }
            int low = symbol & 15;
            symbols.take(FIRST_AC + ac, symbol, in.read(low), low);
            if (low == 0 && symbol != 0xf0) {
                return true;
            }
            k += (symbol >> 4) + 1;
        }
        return k == 64;
    }
}
