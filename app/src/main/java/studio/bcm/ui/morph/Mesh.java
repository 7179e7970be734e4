package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.job.Morph;

/** Lines that show how one photo of a passage is bent to the other. */
final class Mesh {
    private static final int CELLS = 16;
    private static final int STEPS = 48;

    private Mesh() {
    }

    /** An even grid over what fills the frame, in the passage's first photo. */
    static List<List<Place>> even(Solution solution, int passage) {
        Morph morph = solution.morph();
        List<List<Place>> lines = new ArrayList<>();
        for (int i = 0; i <= CELLS; i++) {
            List<Place> across = new ArrayList<>();
            List<Place> down = new ArrayList<>();
            for (int k = 0; k <= STEPS; k++) {
                across.add(morph.inPhoto(passage, (double) k / STEPS, (double) i / CELLS));
                down.add(morph.inPhoto(passage, (double) i / CELLS, (double) k / STEPS));
            }
            lines.add(across);
            lines.add(down);
        }
        return lines;
    }

    /** The same grid where it is in the second photo. */
    static List<List<Place>> bent(Solution solution, int passage, List<List<Place>> even) {
        return even.stream().map(line -> line.stream().map(p -> solution.across(passage, p, true)).toList()).toList();
    }
}
