package studio.bcm.ui.shell;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;
import studio.bcm.ui.batch.BatchModel;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.doctor.DoctorModel;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.document.ProjectFile;
import studio.bcm.ui.document.SessionFolder;
import studio.bcm.ui.enlarge.EnlargeModel;
import studio.bcm.ui.export.PictureExport;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.inpaint.InpaintModel;
import studio.bcm.ui.invert.InvertModel;
import studio.bcm.ui.models.ClassModel;
import studio.bcm.ui.models.FunctionLoader;
import studio.bcm.ui.models.ModelService;
import studio.bcm.ui.models.PacksModel;
import studio.bcm.ui.morph.FrameShown;
import studio.bcm.ui.morph.MorphModel;
import studio.bcm.ui.restore.RestoreModel;
import studio.bcm.ui.settings.ExportChoice;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.settings.SettingsFile;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.task.BackgroundTask;
import studio.bcm.ui.task.TaskExecutor;
import studio.bcm.ui.train.TrainModel;
import studio.bcm.ui.vary.ResampleModel;

/** The whole window's state and commands: what is shown, what is open, and the models of all pages. */
public final class StudioModel implements AutoCloseable {
    /** Where the search for CUDA's libraries looks first. */
    private static final String CUDA_PROPERTY = "bcm.cuda.path";
    private static final int LEFT_DOCUMENTS_KEPT = 3;
    /** JPEG quality at which blocks are plain to see. */
    private static final int SAMPLE_QUALITY = 12;

    private final UserFolders folders;
    private final SettingsFile settingsFile;
    private final TaskExecutor device;
    private final TaskExecutor disk;
    private final TaskExecutor queue;
    private final TaskExecutor preview;
    private final ReadOnlyObjectWrapper<Settings> settings;
    private final ObjectProperty<Page> page = new SimpleObjectProperty<>(Page.START);
    private final ReadOnlyObjectWrapper<Gallery.Shown> shownA = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<SessionFolder> abandoned = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Path> shownFolder = new SimpleObjectProperty<>();
    private final Messages messages = new Messages();
    private final ViewportModel viewport = new ViewportModel();
    private final ActivityModel activity;
    private final ModelService models;
    private final ClassModel classes;
    private final DocumentModel document;
    private final Gallery gallery;
    private final MorphModel morph;
    private final ResampleModel resample;
    private final RestoreModel restore;
    private final EnlargeModel enlarge;
    private final InvertModel invert;
    private final InpaintModel inpaint;
    private final BatchModel batch;
    private final PacksModel packs;
    private final TrainModel train;
    private final DoctorModel doctor;
    private final StartModel start;

    /**
     * What the window's state needs from outside.
     *
     * @param device runs models, one thing at a time
     * @param disk   reads and writes files
     * @param queue  goes through the batch
     * @param window thread on which properties change
     */
    public record Services(UserFolders folders, PackLibrary library, FunctionLoader loader,
            Function<Path, PictureStore> stores, TaskExecutor device, TaskExecutor disk, TaskExecutor queue, Executor window) {
        public Services(UserFolders folders, PackLibrary library, FunctionLoader loader, TaskExecutor device,
                TaskExecutor disk, TaskExecutor queue, Executor window) {
            this(folders, library, loader, PictureStore::new, device, disk, queue, window);
        }
    }

    public StudioModel(Services services) {
        folders = services.folders();
        device = services.device();
        disk = services.disk();
        queue = services.queue();
        settingsFile = new SettingsFile(folders.settingsFile());
        settings = new ReadOnlyObjectWrapper<>(settingsFile.read());
        if (!settings.get().cudaFolder().isEmpty()) {
            System.setProperty(CUDA_PROPERTY, settings.get().cudaFolder());
        }
        preview = disk.beside("preview");
        activity = new ActivityModel(device, disk, preview);
        models = new ModelService(services.library(), services.loader(), settings::get, services.window());
        abandoned.set(SessionFolder.findAbandoned(folders.sessions()).orElse(null));
        document = new DocumentModel(SessionFolder.create(folders.sessions(), services.stores()), activity, messages);
        gallery = new Gallery(document, activity, messages);
        EditContext context = new EditContext(document, gallery, activity, messages, models, services.window());
        classes = new ClassModel(context, this::computeAgain);
        morph = new MorphModel(context, folders.data());
        resample = new ResampleModel(context);
        restore = new RestoreModel(context, viewport);
        enlarge = new EnlargeModel(context, viewport);
        invert = new InvertModel(context);
        inpaint = new InpaintModel(context);
        batch = new BatchModel(context, queue, settings::get, this::changeSettings);
        batch.shownFolderProperty().bindBidirectional(shownFolder);
        packs = new PacksModel(context, folders.data().resolve("sheets"), folders.data().resolve("removed"), settings::get, this::changeSettings);
        train = new TrainModel(context, folders.data().resolve("training"));
        doctor = new DoctorModel(context);
        start = new StartModel(context);
        document.stateProperty().addListener((o, before, now) -> follow(now));
        page.addListener((o, before, now) -> entered(now));
        settings.addListener((o, before, now) -> {
            if (!before.language().equals(now.language())) {
                Texts.use(now.language());
                batch.sayAgain();
            }
        });
    }

    private void follow(DocumentState now) {
        if (now.a() == null) {
            shownA.set(null);
        } else if (shownA.get() == null || !shownA.get().ref().equals(now.a())) {
            gallery.whenLoaded(now.a(), shown -> {
                if (shown.ref().equals(document.state().a())) {
                    shownA.set(shown);
                    viewport.show(shown.pyramid().width(), shown.pyramid().height());
                }
            });
        }
    }

    private void entered(Page now) {
        morph.show(now == Page.INTERPOLATE);
        switch (now) {
            case MODELS -> packs.refresh();
            case RESAMPLE -> resample.refresh();
            case DOCTOR -> doctor.examine();
            default -> { }
        }
    }

    /** Begins what is done behind the window: the model, the samples. */
    public void warmUp() {
        start.load();
        morph.loadPresets();
        loadModel();
        activity.submitDisk(BackgroundTask.of("", null, progress -> {
            SessionFolder.removeAbandoned(folders.sessions(), LEFT_DOCUMENTS_KEPT);
            return null;
        }));
    }

    private void loadModel() {
        activity.submit(BackgroundTask.of("", "load model", progress -> models.get())
                // The status bar says it; a message would greet everyone who only wants to look around.
                .onFailed(e -> { }));
    }

    /** What the page shows was computed by a model that gives something else from here on. */
    private void computeAgain() {
        switch (page.get()) {
            case INTERPOLATE -> morph.runAgain();
            case RESAMPLE -> resample.runAgain();
            case RESTORE -> restore.runAgain();
            case INVERT -> invert.runAgain();
            case INPAINT -> inpaint.runAgain();
            case ENLARGE, START, BATCH, MODELS, DOCTOR, SETTINGS -> { }
        }
    }

    // Opening

    /** Opens whatever it is: pictures, folders, models, projects. */
    public void open(List<Path> paths) {
        List<Path> pictures = new ArrayList<>();
        List<Path> queue = new ArrayList<>();
        for (Path path : paths) {
            String name = path.getFileName() == null ? "" : path.getFileName().toString().toLowerCase(Locale.ROOT);
            if (!Files.exists(path)) {
                messages.failure(new UserException(Texts.of("open.missing", path)));
                changeSettings(s -> s.withoutRecent(path.toAbsolutePath().toString()));
            } else if (Files.isDirectory(path)) {
                queue.add(path);
            } else if (name.endsWith(Pack.SUFFIX)) {
                packs.install(path);
                page.set(Page.MODELS);
            } else if (name.endsWith(ProjectFile.SUFFIX)) {
                openProject(path);
            } else {
                pictures.add(path);
            }
        }
        if (pictures.size() > 2 || !queue.isEmpty()) {
            queue.addAll(pictures);
            page.set(Page.BATCH);
            batch.add(queue);
        } else if (pictures.size() == 2) {
            openPair(pictures.get(0), pictures.get(1));
        } else if (pictures.size() == 1) {
            if (page.get() == Page.BATCH) {
                batch.add(pictures);
            } else if (page.get() == Page.INTERPOLATE && document.state().a() != null && document.state().b() == null) {
                openB(pictures.getFirst());
            } else {
                openA(pictures.getFirst());
            }
        }
    }

    /** Opens a picture as the one that is edited. */
    public void openA(Path file) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), "open a",
                progress -> read(store, file)).onDone(shown -> {
                    opened(file, shown);
                    document.change("undo.open", d -> d.replaceA(shown.ref()));
                    if (!page.get().edits()) {
                        page.set(Page.RESTORE);
                    }
                }).onFailed(messages::failure));
    }

    /** Opens a picture and what was made of it elsewhere, to compare them. */
    public void openCompared(Path before, Path after) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", before.getFileName()), "open a",
                progress -> List.of(read(store, before), read(store, after))).onDone(shown -> {
                    gallery.keep(shown.get(1));
                    opened(before, shown.get(0));
                    document.change("undo.open", d -> {
                        d.replaceA(shown.get(0).ref());
                        d.restored = shown.get(1).ref();
                    });
                    page.set(Page.RESTORE);
                }).onFailed(messages::failure));
    }

    /** Opens a picture as the other end of the morph. */
    public void openB(Path file) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), "open b",
                progress -> read(store, file)).onDone(shown -> {
                    opened(file, shown);
                    morph.setB(shown.ref());
                    page.set(Page.INTERPOLATE);
                }).onFailed(messages::failure));
    }

    /** Opens a picture as one of the morph's photos, in the place of the one that is there. */
    public void openPhoto(int index, Path file) {
        if (index == 0) {
            openA(file);
            return;
        }
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), "open b", progress -> read(store, file)).onDone(shown -> {
            opened(file, shown);
            morph.replace(index, shown.ref());
            page.set(Page.INTERPOLATE);
        }).onFailed(messages::failure));
    }

    /** Opens pictures as further photos of the morph. */
    public void addPhotos(List<Path> files) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", files.getFirst().getFileName()), null,
                progress -> files.stream().map(file -> read(store, file)).toList()).onDone(all -> {
                    for (int i = 0; i < files.size(); i++) {
                        opened(files.get(i), all.get(i));
                    }
                    morph.addAll(all.stream().map(Gallery.Shown::ref).toList());
                }).onFailed(messages::failure));
    }

    /** Opens two pictures and starts the morph between them. */
    public void openPair(Path first, Path second) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", first.getFileName()), "open a",
                progress -> List.of(read(store, first), read(store, second))).onDone(shown -> {
                    opened(second, shown.get(1));
                    opened(first, shown.get(0));
                    document.change("undo.openPair", d -> {
                        d.replacePhotos(shown.stream().map(s -> new MorphPhoto(s.ref(), Crop.WHOLE)).toList());
                    });
                    page.set(Page.INTERPOLATE);
                }).onFailed(messages::failure));
    }

    private static Gallery.Shown read(PictureStore store, Path file) {
        PictureRef ref = store.add(file);
        Picture picture = store.load(ref);
        return new Gallery.Shown(ref, picture, Pyramid.of(Raster.of(picture)));
    }

    private void opened(Path file, Gallery.Shown shown) {
        gallery.keep(shown);
        shown.picture().warnings().forEach(w -> messages.warning(Texts.of("open.warning", file.getFileName(), Sentences.translate(w))));
        changeSettings(s -> s.withRecent(file.toAbsolutePath().toString()));
    }

    /** Takes a picture that was pasted or dropped without a file. */
    void openPicture(String name, Picture picture) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", name), "open a", progress -> {
            PictureRef ref = store.add(name, picture);
            return new Gallery.Shown(ref, picture, Pyramid.of(Raster.of(picture)));
        }).onDone(shown -> {
            gallery.keep(shown);
            DocumentState now = document.state();
            if (page.get() == Page.INTERPOLATE && now.a() != null && now.b() == null) {
                morph.setB(shown.ref());
            } else {
                document.change("undo.paste", d -> d.replaceA(shown.ref()));
            }
            if (!page.get().edits()) {
                page.set(Page.RESTORE);
            }
        }).onFailed(messages::failure));
    }

    /** Shows on a sample what restoration does: compresses it as hard as old photos were, opens that and restores it. */
    void tryRestoration() {
        PictureStore store = document.store();
        start.photo().ifPresent(sample -> activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", sample.getFileName()), "open a", progress -> {
            String name = sample.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".jpg";
            return readOnce(store, name, file -> PictureWriter.builder().optQuality(SAMPLE_QUALITY).build().write(PictureReader.read(sample), file));
        }).onDone(shown -> {
            gallery.keep(shown);
            document.change("undo.open", d -> d.replaceA(shown.ref()));
            page.set(Page.RESTORE);
            restore.run();
        }).onFailed(messages::failure)));
    }

    /** Shows on two samples what a morph is. */
    void tryMorph() {
        List<Path> pair = start.pair();
        if (!pair.isEmpty()) {
            openPair(pair.get(0), pair.get(1));
        }
    }

    /** Opens a picture from the web, such as one that was dragged out of a browser. */
    void openAddress(URI address) {
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", address.getHost()), "open a", progress -> {
            return readOnce(document.store(), WebPicture.name(address), file -> WebPicture.USUAL.fetch(address, file, progress));
        }).onDone(shown -> {
            gallery.keep(shown);
            document.change("undo.open", d -> d.replaceA(shown.ref()));
            if (!page.get().edits()) {
                page.set(Page.RESTORE);
            }
        }).onFailed(messages::failure));
    }

    /** Makes a file. */
    @FunctionalInterface
    private interface FileMaker {
        void make(Path file) throws Exception;
    }

    /** Reads a picture from a file of that name, which is made for it and goes afterwards. */
    private static Gallery.Shown readOnce(PictureStore store, String name, FileMaker maker) throws Exception {
        Path file = Files.createTempDirectory("bcm-picture-").resolve(name);
        try {
            maker.make(file);
            return read(store, file);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        }
    }

    // Projects

    public void openProject(Path file) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), "project",
                progress -> ProjectFile.open(file, store)).onDone(state -> {
                    document.open(file, state);
                    changeSettings(s -> s.withRecent(file.toAbsolutePath().toString()));
                    if (!page.get().edits()) {
                        page.set(state.b() != null ? Page.INTERPOLATE : Page.RESTORE);
                    }
                }).onFailed(messages::failure));
    }

    public void saveProject(Path file) {
        Path target = file.getFileName().toString().endsWith(ProjectFile.SUFFIX) ? file
                : file.resolveSibling(file.getFileName() + ProjectFile.SUFFIX);
        DocumentState state = document.state();
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.saving", target.getFileName()), "project", progress -> {
            ProjectFile.save(target, state, store);
            return null;
        }).onDone(nothing -> {
            document.saved(target);
            changeSettings(s -> s.withRecent(target.toAbsolutePath().toString()));
            messages.success(Texts.of("project.saved", target.getFileName()));
        }).onFailed(messages::failure));
    }

    /** Closes the document, which undo and a button bring back; what runs for it stops, but not the batch. */
    public void closeDocument() {
        String name = document.state().a() == null ? "" : document.state().a().name();
        Page before = page.get();
        stopEditing();
        document.clear();
        page.set(Page.START);
        if (!name.isEmpty()) {
            messages.add(new Message(Message.Kind.INFO, Texts.of("document.closed", name), Texts.of("message.undo"), () -> {
                document.undo();
                page.set(before);
            }));
        }
    }

    private void stopEditing() {
        List.of(RestoreModel.KEY, EnlargeModel.KEY, MorphModel.KEY, ResampleModel.KEY, InvertModel.KEY, InpaintModel.KEY).forEach(activity::cancel);
    }

    /** Goes on where the program was left in order; what a crash has left is offered by {@link #recover} instead. */
    void resumeLast() {
        SessionFolder left = abandoned.get();
        if (left == null || !left.wasLeft()) {
            return;
        }
        abandoned.set(null);
        try {
            document.adopt(left);
            String last = settings.get().page();
            if (document.state().a() != null) {
                page.set(Arrays.stream(Page.values()).filter(p -> p.edits() && p.name().equals(last)).findFirst().orElse(Page.RESTORE));
            }
        } catch (UserException e) {
            messages.failure(e);
        }
    }

    /** What a crash has left, or null. */
    ReadOnlyObjectProperty<@Nullable SessionFolder> abandonedProperty() {
        return abandoned.getReadOnlyProperty();
    }

    /** Goes on with what a crash has left. */
    public void recover() {
        SessionFolder left = abandoned.get();
        abandoned.set(null);
        try {
            document.adopt(left);
            DocumentState state = document.state();
            page.set(state.b() != null ? Page.INTERPOLATE
                    : !state.variations().isEmpty() ? Page.RESAMPLE : Page.RESTORE);
        } catch (UserException e) {
            messages.failure(e);
        }
    }

    // Exporting

    /** The picture that the page shows as its result: what an export writes. */
    public Optional<PictureRef> result() {
        DocumentState s = document.state();
        return switch (page.get()) {
            case RESTORE -> Optional.ofNullable(s.restored() != null ? s.restored() : s.a());
            case ENLARGE -> Optional.ofNullable(s.enlarged() != null ? s.enlarged() : s.a());
            case INPAINT -> inpaint.chosenProperty().get() >= 0 && inpaint.chosenProperty().get() < s.proposals().size()
                    ? Optional.of(s.proposals().get(inpaint.chosenProperty().get())) : Optional.ofNullable(s.a());
            case INTERPOLATE -> morph.canRun() ? Optional.ofNullable(morph.currentProperty().get()).map(FrameShown::ref) : Optional.ofNullable(s.a());
            case RESAMPLE -> Optional.ofNullable(resample.openedProperty().get()).or(() -> Optional.ofNullable(s.a()));
            default -> Optional.ofNullable(s.a());
        };
    }

    /** Writes a picture; a file that is there is replaced, since the user was asked. */
    public void export(PictureRef ref, ExportOptions options) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.export"), null, progress -> {
            return PictureExport.write(store.load(ref), options.file(), options.choice());
        }).onDone(notes -> {
            notes.forEach(note -> messages.warning(Texts.of("open.warning", options.file().getFileName(), Sentences.translate(note))));
            Path folder = options.file().toAbsolutePath().getParent();
            messages.add(new Message(Message.Kind.SUCCESS, Texts.of("export.done", options.file()), Texts.of("message.showFolder"),
                    () -> shownFolder.set(folder)));
            changeSettings(s -> s.withExportFolder(folder.toString()));
        }).onFailed(messages::failure));
    }

    /** Finds out what a file would be; an earlier question that is not answered yet is dropped. */
    void tryExport(PictureRef ref, ExportChoice choice, int side, Consumer<PictureExport.Trial> then) {
        PictureStore store = document.store();
        activity.submitDisk(BackgroundTask.of("", "export trial", progress -> PictureExport.trial(store.load(ref), choice, side))
                .onDone(then).onFailed(messages::failure));
    }

    /** A folder that the user wants to see in the system's way; whoever shows it sets it to null. */
    public ObjectProperty<Path> shownFolderProperty() {
        return shownFolder;
    }

    /** A name for the result, in the folder that was used last. */
    Path suggestedExport(PictureRef ref, ExportChoice choice) {
        String name = ref.name();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String folder = settings.get().exportFolder();
        Path into = !folder.isEmpty() && Files.isDirectory(Path.of(folder)) ? Path.of(folder)
                : Path.of(System.getProperty("user.home"));
        return into.resolve(choice.name(stem, page.get().key()) + "." + choice.format().extension());
    }

    /** The layer of the picture that is edited; null while nothing is open. */
    @Nullable Layer layerA() {
        return shownA.get() == null ? null : Layer.of(shownA.get().pyramid());
    }

    // Settings

    public ReadOnlyObjectProperty<Settings> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    /** Changes the settings and writes them; another device or model is loaded in the background. */
    public void changeSettings(UnaryOperator<Settings> change) {
        Settings before = settings.get();
        Settings now = change.apply(before);
        if (now.equals(before)) {
            return;
        }
        settings.set(now);
        activity.submitDisk(BackgroundTask.of("", "settings", progress -> {
            settingsFile.write(now);
            return null;
        }).onFailed(messages::failure));
        if (!now.device().equals(before.device()) || !now.model().equals(before.model())) {
            loadModel();
        }
    }

    /** The program ends in order: settings are written, and what is open is there at the next start. */
    @Override
    public void close() {
        restore.forget();
        activity.cancelAll();
        batch.stop();
        settingsFile.write(settings.get());
        queue.close();
        preview.close();
        disk.close();
        device.close();
        if (document.holdsAnything()) {
            document.session().leave();
        } else {
            document.session().delete();
        }
        packs.forgetRemoved();
    }

    public ObjectProperty<Page> pageProperty() {
        return page;
    }

    /** The picture that is edited; null while nothing is open or it is being read. */
    public ReadOnlyObjectProperty<Gallery.@Nullable Shown> shownAProperty() {
        return shownA.getReadOnlyProperty();
    }

    public Messages messages() {
        return messages;
    }

    public ViewportModel viewport() {
        return viewport;
    }

    public ActivityModel activity() {
        return activity;
    }

    public ClassModel classes() {
        return classes;
    }

    public ModelService models() {
        return models;
    }

    public DocumentModel document() {
        return document;
    }

    public Gallery gallery() {
        return gallery;
    }

    public MorphModel morph() {
        return morph;
    }

    public ResampleModel resample() {
        return resample;
    }

    public RestoreModel restore() {
        return restore;
    }

    public EnlargeModel enlarge() {
        return enlarge;
    }

    public InvertModel invert() {
        return invert;
    }

    public InpaintModel inpaint() {
        return inpaint;
    }

    public BatchModel batch() {
        return batch;
    }

    public PacksModel packs() {
        return packs;
    }

    public TrainModel train() {
        return train;
    }

    public DoctorModel doctor() {
        return doctor;
    }

    public StartModel start() {
        return start;
    }
}
