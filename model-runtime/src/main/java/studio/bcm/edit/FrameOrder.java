package studio.bcm.edit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The order in which frames are made: the ends, the middle, then the middle of each gap, so that a coarse morph is there early. */
public final class FrameOrder {
    private FrameOrder() {
    }

    /** Indices 0…count−1, each once. */
    public static List<Integer> coarseToFine(int count) {
        List<Integer> order = new ArrayList<>(count);
        order.add(0);
        if (count > 1) {
            order.add(count - 1);
        }
        Queue<int[]> gaps = new ArrayDeque<>();
        gaps.add(new int[] {0, count - 1});
        while (!gaps.isEmpty()) {
            int[] gap = gaps.remove();
            if (gap[1] - gap[0] < 2) {
                continue;
            }
            int middle = (gap[0] + gap[1]) / 2;
            order.add(middle);
            gaps.add(new int[] {gap[0], middle});
            gaps.add(new int[] {middle, gap[1]});
        }
        return order;
    }
}
