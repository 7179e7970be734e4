package studio.bcm.ui.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a document is at one moment: its pictures (as files of the store), what is chosen and what came out.
 * Immutable; undo and redo go between such states.
 *
 * @param a          the picture that is edited, and the first of a morph; null while there is none
 * @param b          the other end of a morph, or null
 * @param through    what the morph's path leads through, or null
 * @param cropA      part of A that takes part in the morph
 * @param cropB      part of B
 * @param choices    of all ways of editing
 * @param frameCount how many frames the morph has when all are there
 * @param frames     of the morph, by index; those that are there
 * @param variations of A, or new pictures, in the order in which they came
 * @param restored   A without its compression, or null
 * @param noise      of A, as a file of the store, or null
 * @param mask       what of A shall be filled (white), or null
 * @param proposals  for filling it
 * @param kept       variations that stay when others are made
 * @param enlarged   A in a larger size, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DocumentState(@Nullable PictureRef a, @Nullable PictureRef b, @Nullable PictureRef through, Crop cropA, Crop cropB, Choices choices,
        int frameCount, List<Frame> frames, List<PictureRef> variations, @Nullable PictureRef restored, @Nullable NoiseRef noise, @Nullable PictureRef mask,
        List<PictureRef> proposals, List<PictureRef> kept, @Nullable PictureRef enlarged) {

    /** One frame of a morph. */
    public record Frame(int index, double position, PictureRef picture) {
        public Frame {
            if (picture == null) {
                throw new IllegalArgumentException("a frame has no picture");
            }
        }
    }

    /**
     * The noise of a picture.
     *
     * @param file in the store
     */
    public record NoiseRef(String file, String name) {
        public NoiseRef {
            PictureRef.requirePlain(file);
        }
    }

    public DocumentState {
        cropA = cropA == null ? Crop.WHOLE : cropA;
        cropB = cropB == null ? Crop.WHOLE : cropB;
        choices = choices == null ? Choices.standard() : choices;
        frames = frames == null ? List.of() : List.copyOf(frames);
        variations = variations == null ? List.of() : List.copyOf(variations);
        proposals = proposals == null ? List.of() : List.copyOf(proposals);
        kept = kept == null ? List.of() : List.copyOf(kept);
    }

    public static DocumentState empty() {
        return new DocumentState(null, null, null, null, null, null, 0, null, null, null, null, null, null, null, null);
    }

    /** A copy with changes. */
    public DocumentState edit(Consumer<Draft> changes) {
        Draft draft = new Draft(this);
        changes.accept(draft);
        return draft.build();
    }

    /** Every picture that this state needs. */
    public List<PictureRef> pictures() {
        List<PictureRef> all = new ArrayList<>();
        Stream.of(a, b, through, restored, mask, enlarged).filter(Objects::nonNull).forEach(all::add);
        frames.forEach(f -> all.add(f.picture()));
        all.addAll(variations);
        all.addAll(proposals);
        all.addAll(kept);
        return all;
    }

    /** Names of all files of the store that this state needs. */
    public List<String> files() {
        Stream<String> noiseFile = noise == null ? Stream.empty() : Stream.of(noise.file());
        return Stream.concat(pictures().stream().map(PictureRef::file), noiseFile).distinct().toList();
    }

    /** A state while it is being changed. */
    public static final class Draft {
        public PictureRef a;
        public PictureRef b;
        public PictureRef through;
        public Crop cropA;
        public Crop cropB;
        public Choices choices;
        public int frameCount;
        public List<Frame> frames;
        public List<PictureRef> variations;
        public PictureRef restored;
        public NoiseRef noise;
        public PictureRef mask;
        public List<PictureRef> proposals;
        public List<PictureRef> kept;
        public PictureRef enlarged;

        private Draft(DocumentState s) {
            a = s.a;
            b = s.b;
            through = s.through;
            cropA = s.cropA;
            cropB = s.cropB;
            choices = s.choices;
            frameCount = s.frameCount;
            frames = s.frames;
            variations = s.variations;
            restored = s.restored;
            noise = s.noise;
            mask = s.mask;
            proposals = s.proposals;
            kept = s.kept;
            enlarged = s.enlarged;
        }

        /** Another picture to edit: what came from the one before goes. */
        public void replaceA(PictureRef picture) {
            a = picture;
            cropA = Crop.WHOLE;
            frames = List.of();
            variations = List.of();
            restored = null;
            noise = null;
            mask = null;
            proposals = List.of();
            kept = List.of();
            enlarged = null;
        }

        /** Nothing is open; what is chosen stays. */
        public void clear() {
            replaceA(null);
            b = null;
            cropB = Crop.WHOLE;
            through = null;
            frameCount = 0;
        }

        private DocumentState build() {
            return new DocumentState(a, b, through, cropA, cropB, choices, frameCount, frames, variations, restored, noise, mask, proposals, kept,
                    enlarged);
        }
    }
}
