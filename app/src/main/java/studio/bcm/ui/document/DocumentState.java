package studio.bcm.ui.document;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a document is at one moment: its pictures (as files of the store), what is chosen and what came out.
 * Immutable; undo and redo go between such states.
 *
 * @param a          the picture that is edited, and the first of a morph; null while there is none
 * @param b          the other end of a morph, or null
 * @param cropA      part of A that takes part in the morph
 * @param cropB      part of B
 * @param more       photos of the morph after B
 * @param passages   of the morph, as far as something was said about them
 * @param choices    of all ways of editing
 * @param variations of A, or new pictures, in the order in which they came
 * @param restored   A without its compression, or null
 * @param noise      of A, as a file of the store, or null
 * @param mask       what of A shall be filled (white), or null
 * @param proposals  for filling it
 * @param kept       variations that stay when others are made
 * @param enlarged   A in a larger size, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DocumentState(@Nullable PictureRef a, @Nullable PictureRef b, Crop cropA, Crop cropB,
        @JsonAlias("through") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<MorphPhoto> more,
        List<MorphPassage> passages, Choices choices,
        List<PictureRef> variations, @Nullable PictureRef restored, @Nullable NoiseRef noise, @Nullable PictureRef mask, List<PictureRef> proposals,
        List<PictureRef> kept, @Nullable PictureRef enlarged) {

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
        more = more == null ? List.of() : List.copyOf(more);
        passages = passages == null ? List.of() : List.copyOf(passages);
        variations = variations == null ? List.of() : List.copyOf(variations);
        proposals = proposals == null ? List.of() : List.copyOf(proposals);
        kept = kept == null ? List.of() : List.copyOf(kept);
    }

    public static DocumentState empty() {
        return new DocumentState(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** A copy with changes. */
    public DocumentState edit(Consumer<Draft> changes) {
        Draft draft = new Draft(this);
        changes.accept(draft);
        return draft.build();
    }

    /** The photos of the morph in their order: A, B and those after them, as far as they are there. */
    public List<MorphPhoto> photos() {
        List<MorphPhoto> photos = new ArrayList<>();
        if (a != null) {
            photos.add(new MorphPhoto(a, cropA));
        }
        if (b != null) {
            photos.add(new MorphPhoto(b, cropB));
        }
        photos.addAll(more);
        return photos;
    }

    /** A passage of the morph. */
    public MorphPassage passage(int index) {
        return index < passages.size() ? passages.get(index) : MorphPassage.PLAIN;
    }

    /** Every picture that this state needs. */
    public List<PictureRef> pictures() {
        List<PictureRef> all = new ArrayList<>();
        Stream.of(a, b, restored, mask, enlarged).filter(Objects::nonNull).forEach(all::add);
        more.forEach(p -> all.add(p.picture()));
        passages.stream().map(MorphPassage::take).filter(Objects::nonNull).forEach(all::add);
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
        public Crop cropA;
        public Crop cropB;
        public List<MorphPhoto> more;
        public List<MorphPassage> passages;
        public Choices choices;
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
            cropA = s.cropA;
            cropB = s.cropB;
            choices = s.choices;
            more = s.more;
            passages = s.passages;
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
            List<MorphPassage> all = new ArrayList<>(passages);
            if (!all.isEmpty()) {
                all.set(0, all.getFirst().between());
            }
            // The last of a loop leads to A.
            if (all.size() > 1 + more.size()) {
                all.set(1 + more.size(), all.get(1 + more.size()).between());
            }
            passages = all;
            a = picture;
            cropA = Crop.WHOLE;
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
            more = List.of();
            passages = List.of();
        }

        /** Other photos for the morph, or the same in another order; passages between photos that stay neighbours stay as they are. */
        public void replacePhotos(List<MorphPhoto> photos) {
            DocumentState before = build();
            List<MorphPhoto> old = before.photos();
            List<MorphPassage> all = new ArrayList<>();
            for (int i = 0; i < photos.size() && photos.size() > 1; i++) {
                all.add(passage(before, old, photos.get(i), photos.get((i + 1) % photos.size()), i));
            }
            PictureRef first = photos.isEmpty() ? null : photos.getFirst().picture();
            if (!Objects.equals(first, a)) {
                replaceA(first);
            }
            cropA = photos.isEmpty() ? Crop.WHOLE : photos.getFirst().crop();
            b = photos.size() < 2 ? null : photos.get(1).picture();
            cropB = photos.size() < 2 ? Crop.WHOLE : photos.get(1).crop();
            more = photos.size() < 3 ? List.of() : List.copyOf(photos.subList(2, photos.size()));
            passages = all;
        }

        private static MorphPassage passage(DocumentState before, List<MorphPhoto> old, MorphPhoto from, MorphPhoto to, int index) {
            for (int i = 0; i < old.size(); i++) {
                PictureRef first = old.get(i).picture();
                PictureRef second = old.get((i + 1) % old.size()).picture();
                if (first.equals(from.picture()) && second.equals(to.picture())) {
                    return before.passage(i);
                }
                // The last of two photos that leads back is a passage of its own.
                if (first.equals(to.picture()) && second.equals(from.picture())) {
                    return before.passage(i).reversed();
                }
            }
            return before.passage(Math.min(index, Math.max(0, before.passages.size() - 1))).between();
        }

        /** Changes a passage. */
        public void changePassage(int index, UnaryOperator<MorphPassage> change) {
            List<MorphPassage> all = new ArrayList<>(passages);
            while (all.size() <= index) {
                all.add(MorphPassage.PLAIN);
            }
            all.set(index, change.apply(all.get(index)));
            passages = all;
        }

        private DocumentState build() {
            return new DocumentState(a, b, cropA, cropB, more, passages, choices, variations, restored, noise, mask, proposals, kept, enlarged);
        }
    }
}
