package studio.bcm.ui.models;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import studio.bcm.device.DeviceChoice;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.settings.Settings;

/** The model that the settings ask for, loaded when it is first needed and kept until they ask for another. */
public final class ModelService implements AutoCloseable {
    /**
     * What the status bar shows.
     *
     * @param device   short name of the device
     * @param line     all of it, or why there is none
     * @param model    title of the pack, or empty
     * @param ready    whether a model is loaded
     * @param fallback why it is not on the device that was wished for; empty if it is
     * @param classes  names of its classes; empty for a model without
     */
    public record Status(String device, String line, String model, boolean ready, String fallback, List<String> classes) {
        public Status {
            classes = List.copyOf(classes);
        }
    }

    private record Wish(String model, String device) {
    }

    private final PackLibrary library;
    private final FunctionLoader loader;
    private final Supplier<Settings> settings;
    private final Executor window;
    private final ReadOnlyObjectWrapper<Status> status = new ReadOnlyObjectWrapper<>(new Status("", "", "", false, "", List.of()));
    private Wish loadedFor;
    private LoadedFunction loaded;
    private final Map<Wish, LoadedFunction> others = new HashMap<>();
    private volatile long classId;

    public ModelService(PackLibrary library, FunctionLoader loader, Supplier<Settings> settings, Executor window) {
        this.library = library;
        this.loader = loader;
        this.settings = settings;
        this.window = window;
    }

    /**
     * The model, loaded by this call if need be, and held to the chosen class where it has classes. Called on the device's
     * thread.
     *
     * @throws studio.bcm.UserException if there is none or it cannot be run
     */
    public synchronized LoadedFunction get() {
        LoadedFunction model = getForAllClasses();
        int classes = model.manifest().classCount();
        return classes == 0 ? model : new HeldToClass(model, Math.min(classId, classes - 1));
    }

    /** The same, not held to a class: its function must be given classes. */
    synchronized LoadedFunction getForAllClasses() {
        Settings s = settings.get();
        Wish wish = new Wish(s.model(), s.device());
        if (loaded != null && wish.equals(loadedFor)) {
            return loaded;
        }
        close();
        try {
            loaded = loader.load(pack(), DeviceChoice.parse(s.device()));
        } catch (RuntimeException e) {
            String sentence = e.getMessage();
            window.execute(() -> status.set(new Status("", sentence, "", false, "", List.of())));
            throw e;
        }
        loadedFor = wish;
        Status now = new Status(loaded.deviceChip(), loaded.deviceLine(), loaded.manifest().title(), true, loaded.fallback(),
                loaded.manifest().classes());
        window.execute(() -> status.set(now));
        return loaded;
    }

    /**
     * A model that works beside the one in use, such as one of detail; loaded by this call if need be and kept. Called on the device's
     * thread.
     *
     * @throws studio.bcm.UserException if it is not installed or cannot be run
     */
    public synchronized LoadedFunction other(String name) {
        Wish wish = new Wish(name, settings.get().device());
        LoadedFunction there = others.get(wish);
        if (there == null) {
            closeOthers();
            there = loader.load(library.find(name), DeviceChoice.parse(wish.device()));
            others.put(wish, there);
        }
        return there;
    }

    /** Whether a pack of that name is installed; it may be damaged. */
    public boolean has(String name) {
        return library.list().stream().anyMatch(e -> e.name().equals(name));
    }

    private void closeOthers() {
        others.values().forEach(LoadedFunction::close);
        others.clear();
    }

    /** The model in use, if it is loaded. Called on the device's thread. */
    synchronized Optional<LoadedFunction> loaded() {
        return Optional.ofNullable(loaded);
    }

    /**
     * Another model than the one in use, held to its first class where it has some, for the caller to close. Called on the
     * device's thread.
     *
     * @throws studio.bcm.UserException if it cannot be run
     */
    LoadedFunction load(Pack pack, DeviceChoice device) {
        LoadedFunction other = loader.load(pack, device);
        return pack.manifest().classCount() == 0 ? other : new HeldToClass(other, 0);
    }

    public ReadOnlyObjectProperty<Status> statusProperty() {
        return status.getReadOnlyProperty();
    }

    /**
     * The pack that the settings ask for, verified.
     *
     * @throws studio.bcm.UserException if it is not there or cannot be used
     */
    public Pack pack() {
        String name = settings.get().model();
        return name.isEmpty() ? library.findDefault() : library.find(name);
    }

    /** Device that the settings ask for, as the command line takes it. */
    public String device() {
        return settings.get().device();
    }

    public PackLibrary library() {
        return library;
    }

    /** Number of the class that a model with classes is held to. */
    public long classId() {
        return classId;
    }

    /** Holds what {@link #get} gives from here on to another class. */
    void setClassId(long value) {
        classId = value;
    }

    /** Lets the model go; the next {@link #get} loads again. */
    @Override
    public synchronized void close() {
        closeOthers();
        if (loaded != null) {
            loaded.close();
            loaded = null;
            loadedFor = null;
        }
    }
}
