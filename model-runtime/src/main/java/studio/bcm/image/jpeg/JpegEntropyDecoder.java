package studio.bcm.image.jpeg;

import java.util.Arrays;

/**
 * Reads the Huffman-coded levels of baseline, extended and progressive JPEG (ITU-T T.81, annexes F and G). It stops where the
 * data do, and goes on at the next restart marker after damage.
 */
final class JpegEntropyDecoder {
    private final byte[] file;
    private final JpegFacts facts;
    private final JpegCoefficients levels;
    private final HuffmanTable[] dcTables = new HuffmanTable[4];
    private final HuffmanTable[] acTables = new HuffmanTable[4];
    private final JpegScanComponents scanComponents;
    private int restartInterval;

    private JpegBitReader bits;
    private int endOfBandRun;
    private int[] predictions;

    private JpegEntropyDecoder(JpegFacts facts) {
        this.facts = facts;
        this.file = facts.segments().file();
        this.levels = new JpegCoefficients(facts);
        this.scanComponents = new JpegScanComponents(facts.segments());
        if (!facts.segments().hasHuffmanTables()) {
            byte[] standard = JpegTables.standardHuffman();
            HuffmanTable.readAll(standard, new JpegSegments.Segment(JpegSegments.DHT, 0, 4, standard.length,
                    standard.length),
                    dcTables, acTables);
        }
    }

    static JpegCoefficients decode(JpegFacts facts) {
        JpegEntropyDecoder decoder = new JpegEntropyDecoder(facts);
        boolean frameSeen = false;
        for (JpegSegments.Segment segment : facts.segments().all()) {
            switch (segment.marker()) {
                case JpegSegments.DHT -> HuffmanTable.readAll(decoder.file, segment, decoder.dcTables, decoder.acTables);
                case JpegSegments.DRI -> decoder.restartInterval = JpegSegments.u16(decoder.file, segment.body());
                case JpegSegments.SOS -> {
                    if (frameSeen && !decoder.readScan(segment)) {
                        return decoder.levels;
                    }
                }
                default -> frameSeen |= segment.isFrame();
            }
        }
        return decoder.levels;
    }

    /** One component's part in a scan. */
    private record Part(int component, int dcTable, int acTable) {
    }

    /** @return whether the scan was there to its end */
    private boolean readScan(JpegSegments.Segment segment) {
        int at = segment.body();
        int count = file[at] & 0xff;
        if (count < 1 || count > 4 || segment.end() - at < 4 + 2 * count) {
            return false;
        }
        Part[] parts = new Part[count];
        int[] components = scanComponents.of(segment);
        for (int i = 0; i < count; i++) {
            int tables = file[at + 2 + 2 * i] & 0xff;
            if (components[i] < 0) {
                return false;
            }
            parts[i] = new Part(components[i], tables >> 4 & 3, tables & 3);
        }
        int p = at + 1 + 2 * count;
        int from = facts.isProgressive() ? file[p] & 63 : 0;
        int to = facts.isProgressive() ? file[p + 1] & 63 : 63;
        int high = facts.isProgressive() ? file[p + 2] >> 4 & 15 : 0;
        int low = facts.isProgressive() ? file[p + 2] & 15 : 0;
        if (to < from || !hasTables(parts, from, to, high)) {
            return false;
        }
        bits = new JpegBitReader(file, segment.end(), segment.next());
        predictions = new int[count];
        endOfBandRun = 0;
        boolean alone = count == 1;
        JpegCoefficients.Plane first = levels.plane(parts[0].component);
        int unitsWide = alone ? first.usedWide : JpegCoefficients.ceilDiv(facts.width(), 8 * facts.maxHorizontal());
        int unitsHigh = alone ? first.usedHigh : JpegCoefficients.ceilDiv(facts.height(), 8 * facts.maxVertical());
        int total = unitsWide * unitsHigh;
        int done = readUnits(parts, alone, unitsWide, total, new Band(from, to, high, low));
        boolean whole = done >= total;
        levels.scanRead(done, whole ? bits.unreadBytes() : 0);
        for (Part part : parts) {
            JpegCoefficients.Plane plane = levels.plane(part.component);
            int rowsOfUnit = alone ? 1 : facts.components().get(part.component).vertical();
            plane.told(from, to, low, whole ? plane.blocksHigh : done / unitsWide * rowsOfUnit);
        }
        return whole;
    }

    private boolean hasTables(Part[] parts, int from, int to, int high) {
        for (Part part : parts) {
            if (from == 0 && high == 0 && dcTables[part.dcTable] == null) {
                return false;
            }
            if (to > 0 && acTables[part.acTable] == null) {
                return false;
            }
        }
        return true;
    }

    /** The frequencies (zigzag) and the bits that a scan carries: successive approximation from bit {@code high} to {@code low}. */
    private record Band(int from, int to, int high, int low) {
    }

    /** @return number of units (MCUs, or blocks of a lone component) from the start that the data reach */
    private int readUnits(Part[] parts, boolean alone, int unitsWide, int total, Band band) {
        int unit = 0;
        while (unit < total) {
            int end = restartInterval == 0 ? total : Math.min(total, unit + restartInterval);
            int reached = unit;
            while (reached < end && readUnit(parts, alone, unitsWide, reached, band)) {
                reached++;
            }
            if (end == total && reached == end) {
                return total;
            }
            int restart = bits.skipToRestart();
            if (reached < end && restart < 0) {
                return reached;
            }
            markDamaged(parts, alone, unitsWide, reached, end);
            if (restart < 0) {
                return end;
            }
            int expected = restartInterval == 0 ? 0 : unit / restartInterval & 7;
            int lost = restart - expected & 7;
            // A few lost markers are bridged; a number that runs backwards is itself damage.
            int next = lost > 0 && lost < 4 ? Math.min(total, end + lost * restartInterval) : end;
            markDamaged(parts, alone, unitsWide, end, next);
            unit = next;
            Arrays.fill(predictions, 0);
            endOfBandRun = 0;
        }
        return total;
    }

    private void markDamaged(Part[] parts, boolean alone, int unitsWide, int from, int to) {
        for (int unit = from; unit < to; unit++) {
            for (Part part : parts) {
                JpegCoefficients.Plane plane = levels.plane(part.component);
                int h = alone ? 1 : facts.components().get(part.component).horizontal();
                int v = alone ? 1 : facts.components().get(part.component).vertical();
                for (int j = 0; j < v; j++) {
                    for (int i = 0; i < h; i++) {
                        plane.damage((unit / unitsWide * v + j) * plane.blocksWide + unit % unitsWide * h + i);
                    }
                }
            }
        }
    }

    private boolean readUnit(Part[] parts, boolean alone, int unitsWide, int unit, Band band) {
        int unitX = unit % unitsWide;
        int unitY = unit / unitsWide;
        for (int i = 0; i < parts.length; i++) {
            Part part = parts[i];
            JpegCoefficients.Plane plane = levels.plane(part.component);
            JpegFacts.Component component = facts.components().get(part.component);
            int h = alone ? 1 : component.horizontal();
            int v = alone ? 1 : component.vertical();
            for (int b = 0; b < h * v; b++) {
                int block = (unitY * v + b / h) * plane.blocksWide + unitX * h + b % h;
                if (!readBlock(plane.levels, block * 64, part, i, band)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean readBlock(short[] into, int at, Part part, int index, Band band) {
        if (!facts.isProgressive()) {
            return readSequential(into, at, part, index);
        }
        if (band.from == 0) {
            if (band.high == 0) {
                int size = bits.decode(dcTables[part.dcTable]);
                if (size < 0 || size > 15) {
                    return false;
                }
                predictions[index] += bits.receiveExtend(size);
                into[at] = (short) (predictions[index] << band.low);
            } else if (bits.read(1) != 0) {
                into[at] |= (short) (1 << band.low);
            }
            return !bits.isOverrun();
        }
        return band.high == 0 ? readFirst(into, at, acTables[part.acTable], band)
                : refine(into, at, acTables[part.acTable], band);
    }

    private boolean readSequential(short[] into, int at, Part part, int index) {
        int size = bits.decode(dcTables[part.dcTable]);
        if (size < 0 || size > 15) {
            return false;
        }
        predictions[index] += bits.receiveExtend(size);
        into[at] = (short) predictions[index];
        HuffmanTable table = acTables[part.acTable];
        for (int k = 1; k < 64; k++) {
            int symbol = bits.decode(table);
            int low = symbol & 15;
            if (symbol < 0) {
                return false;
            }
            if (low == 0) {
                if (symbol != 0xf0) {
                    break;
                }
                k += 15;
            } else {
                k += symbol >> 4;
                if (k > 63) {
                    return false;
                }
                into[at + JpegTables.zigzag(k)] = (short) bits.receiveExtend(low);
            }
        }
        if (bits.isOverrun()) {
            Arrays.fill(into, at, at + 64, (short) 0);
            return false;
        }
        return true;
    }

    private boolean readFirst(short[] into, int at, HuffmanTable table, Band band) {
        if (endOfBandRun > 0) {
            endOfBandRun--;
            return true;
        }
        for (int k = band.from; k <= band.to; k++) {
            int symbol = bits.decode(table);
            if (symbol < 0) {
                return false;
            }
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0) {
                if (run != 15) {
                    endOfBandRun = (1 << run) - 1 + bits.read(run);
                    break;
                }
                k += 15;
            } else {
                k += run;
                if (k > 63) {
                    return false;
                }
                into[at + JpegTables.zigzag(k)] = (short) (bits.receiveExtend(size) << band.low);
            }
        }
        return !bits.isOverrun();
    }

    private boolean refine(short[] into, int at, HuffmanTable table, Band band) {
        int plus = 1 << band.low;
        int k = band.from;
        if (endOfBandRun == 0) {
            while (k <= band.to) {
                int symbol = bits.decode(table);
                if (symbol < 0) {
                    return false;
                }
                int run = symbol >> 4;
                int value = 0;
                if ((symbol & 15) == 0) {
                    if (run != 15) {
                        endOfBandRun = (1 << run) + bits.read(run);
                        break;
                    }
                } else {
                    value = bits.read(1) != 0 ? plus : -plus;
                }
                while (k <= band.to) {
                    int place = at + JpegTables.zigzag(k);
                    if (into[place] != 0) {
                        refineLevel(into, place, plus);
                    } else if (run-- == 0) {
                        if (value != 0) {
                            into[place] = (short) value;
                        }
                        k++;
                        break;
                    }
                    k++;
                }
                if (bits.isOverrun()) {
                    return false;
                }
            }
        }
        if (endOfBandRun > 0) {
            for (; k <= band.to; k++) {
                int place = at + JpegTables.zigzag(k);
                if (into[place] != 0) {
                    refineLevel(into, place, plus);
                }
            }
            endOfBandRun--;
        }
        return !bits.isOverrun();
    }

    private void refineLevel(short[] into, int place, int plus) {
        if (bits.read(1) != 0 && (into[place] & plus) == 0) {
            into[place] += (short) (into[place] > 0 ? plus : -plus);
        }
    }
}
