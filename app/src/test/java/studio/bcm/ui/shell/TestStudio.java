package studio.bcm.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.models.FunctionLoader;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.task.DirectTaskExecutor;
import studio.bcm.ui.task.SequentialTaskExecutor;
import studio.bcm.ui.task.TaskExecutor;

/** The window's state without a window, in English, with a home folder of its own and the exact model of a normal distribution. */
public final class TestStudio {
    private final Path home;
    private final PackLibrary library;
    private FunctionLoader loader = TestFunction.EXACT;
    private Function<Path, PictureStore> stores = PictureStore::new;
    private TaskExecutor device = new DirectTaskExecutor();

    public TestStudio(Path home) {
        this.home = home;
        Texts.use("en");
        if (!packs().resolve("gaussian.bcm").toFile().exists()) {
            packs().toFile().mkdirs();
            GaussianModel.pack(packs(), "gaussian");
        }
        library = new PackLibrary(home.resolve("models"), List.of(packs()));
    }

    /** Folder of the packs that come with the program. */
    public Path packs() {
        return home.resolve("packs");
    }

    public TestStudio optLoader(FunctionLoader value) {
        loader = value;
        return this;
    }

    TestStudio optStores(Function<Path, PictureStore> value) {
        stores = value;
        return this;
    }

    TestStudio optDevice(TaskExecutor value) {
        device = value;
        return this;
    }

    /** With every task done at once on the calling thread. */
    public StudioModel open() {
        return new StudioModel(new StudioModel.Services(new UserFolders(home, home), library, loader, stores, device,
                new DirectTaskExecutor(), new DirectTaskExecutor(), Runnable::run));
    }

    /** With threads as in the program. */
    public StudioModel openWithThreads(Executor window) {
        return new StudioModel(new StudioModel.Services(new UserFolders(home, home), library, loader,
                new SequentialTaskExecutor("device", window), new SequentialTaskExecutor("disk", window),
                new SequentialTaskExecutor("batch", window), window));
    }
}
