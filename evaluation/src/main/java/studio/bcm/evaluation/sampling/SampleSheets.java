package studio.bcm.evaluation.sampling;

import java.nio.file.Path;
import java.util.List;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.image.Pixels;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** Pictures made from noise alone, by each sampling route from the same noise. */
public final class SampleSheets {
    private static final int COLUMNS = 8;

    private final CropRunner runner;
    private final int size;

    public SampleSheets(CropRunner runner, int size) {
        this.runner = runner;
        this.size = size;
    }

    /** So many samples of a route, N×3×size×size. */
    public float[] samples(Route route, int first, int count, Progress progress) {
        int length = 3 * size * size;
        float[] all = new float[count * length];
        float start = ((Move.Carry) route.moves().stream().filter(m -> m instanceof Move.Carry).findFirst().orElseThrow()).t();
        for (int done = 0; done < count; done += runner.batch()) {
            progress.report(done, count, "Sampling by " + route.name());
            int n = Math.min(runner.batch(), count - done);
            float[] x = new float[n * length];
            // The route's own noise draws count from 0; this one must be independent of them.
            runner.addNoise(x, length, first + done, 1000, start);
            float[] made = runner.run(x, size, first + done, route.moves(), progress);
            System.arraycopy(made, 0, all, done * length, made.length);
        }
        return all;
    }

    /** Writes {@code samples-NFE.png} for each route. */
    public void write(List<Route> routes, int count, Path folder, String footer, Progress progress) {
        for (Route route : routes) {
            List<Pixels> pictures = Sheet.pictures(samples(route, 0, count, progress), count, size, size);
            Sheet.builder().optTitle("Samples, " + route.nfe() + (route.nfe() == 1 ? " evaluation: " : " evaluations: ") + Routes.text(route.moves()))
                    .optFooter(footer).addGrid(pictures, COLUMNS).build().write(folder.resolve("samples-" + route.nfe() + ".png"));
        }
    }
}
