package studio.bcm.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The shortest Huffman code for symbols of known counts, no code longer than 16 bits and none of ones alone (ITU-T T.81,
 * annex K.2). From the same counts libjpeg makes the same code.
 */
public final class HuffmanCode {
    private static final int SYMBOLS = 256;
    private static final int LONGEST = 16;

    private final int[] codes = new int[SYMBOLS];
    private final int[] sizes = new int[SYMBOLS];
    private final byte[] definition;

    /** @param counts how often each of the 256 symbols occurs; those that never do get no code */
    public HuffmanCode(long[] counts) {
        int[] depths = depths(counts);
        int[] lengths = shortened(depths);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size = 1; size <= LONGEST; size++) {
            out.write(lengths[size]);
        }
        int code = 0;
        int size = 1;
        int left = lengths[1];
        for (int depth = 1; depth <= SYMBOLS; depth++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (depths[symbol] != depth) {
                    continue;
                }
                while (left == 0) {
                    size++;
                    code <<= 1;
                    left = lengths[size];
                }
                codes[symbol] = code++;
                sizes[symbol] = size;
                left--;
                out.write(symbol);
            }
        }
        definition = out.toByteArray();
    }

    /** Depth of each symbol in the tree, 0 of those outside; one more symbol of count 1 stands for the code of ones alone. */
    private static int[] depths(long[] counts) {
        long[] weights = new long[SYMBOLS + 1];
        System.arraycopy(counts, 0, weights, 0, SYMBOLS);
        weights[SYMBOLS] = 1;
        int[] depths = new int[SYMBOLS + 1];
        int[] next = new int[SYMBOLS + 1];
        Arrays.fill(next, -1);
        while (true) {
            int least = least(weights, -1);
            int second = least(weights, least);
            if (second < 0) {
                return depths;
            }
            weights[least] += weights[second];
            weights[second] = 0;
            int last = least;
            for (int s = least; s >= 0; s = next[s]) {
                depths[s]++;
                last = s;
            }
            next[last] = second;
            for (int s = second; s >= 0; s = next[s]) {
                depths[s]++;
            }
        }
    }

    /** The greatest of the symbols of least weight. */
    private static int least(long[] weights, int except) {
        int found = -1;
        for (int s = 0; s <= SYMBOLS; s++) {
            if (weights[s] > 0 && s != except && (found < 0 || weights[s] <= weights[found])) {
                found = s;
            }
        }
        return found;
    }

    /** Number of codes of each length, the one of ones alone left out. */
    private static int[] shortened(int[] depths) {
        int[] lengths = new int[SYMBOLS + 1];
        for (int depth : depths) {
            lengths[depth]++;
        }
        lengths[0] = 0;
        for (int i = SYMBOLS; i > LONGEST; i--) {
            while (lengths[i] > 0) {
                int j = i - 2;
                while (lengths[j] == 0) {
                    j--;
                }
                lengths[i] -= 2;
                lengths[i - 1]++;
                lengths[j + 1] += 2;
                lengths[j]--;
            }
        }
        int longest = LONGEST;
        while (longest > 0 && lengths[longest] == 0) {
            longest--;
        }
        lengths[longest] = Math.max(0, lengths[longest] - 1);
        return lengths;
    }

    int code(int symbol) {
        return codes[symbol];
    }

    /** Bits of a symbol's code; 0 where it has none. */
    int size(int symbol) {
        return sizes[symbol];
    }

    /** As a DHT segment has it: the number of codes of each length 1…16, then the symbols by code. */
    public byte[] definition() {
        return definition;
    }
}
