package studio.bcm.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.models.RuntimeFunctionLoader;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.task.DirectTaskExecutor;

/** Opens a picture, changes settings, and then waits to be killed. */
public final class CrashingProgram {
    private CrashingProgram() {
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        StudioModel model = new StudioModel(new StudioModel.Services(new UserFolders(home, home),
                new PackLibrary(home.resolve("models"), List.of()), new RuntimeFunctionLoader(), new DirectTaskExecutor(),
                new DirectTaskExecutor(), new DirectTaskExecutor(), Runnable::run));
        model.openA(Path.of(args[1]));
        model.restore().choose("texture", c -> c.withTexture(0.35));
        Files.writeString(home.resolve("ready"), "ready");
        Thread.sleep(600_000);
    }
}
