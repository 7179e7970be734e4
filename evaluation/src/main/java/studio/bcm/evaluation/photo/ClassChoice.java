package studio.bcm.evaluation.photo;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.OfClass;

/**
 * Which class of a conditional model is measured: one, or all of them. With all, a photo's class is the folder right below
 * the measured one that it lies in (by the class's name, or by its place among the folders' names as ImageNet has it), and
 * samples take the classes in turn.
 */
public final class ClassChoice {
    /** What the user says for all classes. */
    static final String ALL = "all";

    private final List<String> classes;
    private final long one;

    private ClassChoice(List<String> classes, long one) {
        this.classes = classes;
        this.one = one;
    }

    /** Of an unconditional model. */
    public static ClassChoice none() {
        return new ClassChoice(List.of(), 0);
    }

    /**
     * @param classes of the model by number; empty for an unconditional one
     * @param text    a class's name, part of it, or number; {@value #ALL}; null where nothing was said
     * @throws UserException when there is no such class, or one must be chosen
     */
    public static ClassChoice of(List<String> classes, @Nullable String text) {
        if (text == null) {
            if (!classes.isEmpty()) {
                throw new UserException("The model has " + classes.size() + " classes; choose one with --class, or all.");
            }
            return new ClassChoice(classes, 0);
        }
        if (text.equals(ALL) && !classes.isEmpty()) {
            return new ClassChoice(classes, -1);
        }
        return new ClassChoice(classes, OfClass.find(classes, text));
    }

    /** Whether a photo's own class matters. */
    boolean isAll() {
        return one < 0;
    }

    /**
     * Classes of photos.
     *
     * @param names of the photos within the measured folder
     * @return by photo; null for an unconditional model
     * @throws UserException when a photo lies in no class's folder
     */
    long @Nullable [] ofPhotos(List<String> names) {
        if (classes.isEmpty()) {
            return null;
        }
        long[] labels = new long[names.size()];
        List<String> folders = isAll() ? List.copyOf(new TreeSet<>(names.stream().map(ClassChoice::folder).toList())) : List.of();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = isAll() ? number(folder(names.get(i)), folders, names.get(i)) : one;
        }
        return labels;
    }

    private long number(String folder, List<String> folders, String photo) {
        for (int i = 0; i < classes.size(); i++) {
            if (classes.get(i).toLowerCase(Locale.ROOT).equals(folder.toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        if (folders.size() == classes.size() && !folder.isEmpty()) {
            return folders.indexOf(folder);
        }
        throw new UserException(photo + " lies in no folder of a class: with --class all there must be one for each of the " + classes.size()
                + " classes, or they must bear the classes' names.");
    }

    private static String folder(String photo) {
        int slash = photo.replace('\\', '/').indexOf('/');
        return slash < 0 ? "" : photo.substring(0, slash);
    }

    /**
     * A model held to the one class, for operations that know of none; the model itself where it has no classes.
     *
     * @throws UserException for all classes
     */
    public ConsistencyFunction heldToOne(ConsistencyFunction model) {
        if (isAll()) {
            throw new UserException("Restoration is measured under one class; name it with --class.");
        }
        return classes.isEmpty() ? model : new OfClass(model, one);
    }

    /** Class of a sample, or −1 for an unconditional model. */
    public long ofSample(int index) {
        return classes.isEmpty() ? -1 : isAll() ? index % classes.size() : one;
    }
}
