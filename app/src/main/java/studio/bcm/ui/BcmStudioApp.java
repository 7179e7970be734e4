package studio.bcm.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.models.RuntimeFunctionLoader;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.StudioWindow;
import studio.bcm.ui.shell.SystemDialogs;
import studio.bcm.ui.shell.SystemScheme;
import studio.bcm.ui.task.SequentialTaskExecutor;

/** The desktop application. */
public final class BcmStudioApp extends Application {
    private StudioModel model;

    @Override
    public void start(Stage stage) {
        Executor window = Platform::runLater;
        model = new StudioModel(new StudioModel.Services(UserFolders.standard(), PackLibrary.standard(),
                new RuntimeFunctionLoader(), new SequentialTaskExecutor("device", window),
                new SequentialTaskExecutor("disk", window), new SequentialTaskExecutor("batch", window), window));
        StudioWindow view = new StudioWindow(stage, model, getHostServices()::showDocument, SystemDialogs.standard(),
                SystemScheme.ofPlatform());
        view.show();
        List<Path> files = getParameters().getRaw().stream().map(Path::of).toList();
        if (!files.isEmpty()) {
            model.open(files);
        }
        model.warmUp();
    }

    @Override
    public void stop() {
        model.close();
    }
}
