package studio.bcm.evaluation;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.bcm.UserException;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.face.Face;
import studio.bcm.face.FaceDrawing;
import studio.bcm.face.FaceFinder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/** {@code evaluate faces DIR LIST}: how many of the faces in photos that were sorted by eye are found, and what else is. */
@Command(name = "faces", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Looks for faces in all photos of a folder and compares them with a list made by hand: photo without ending, box, kind. "
                + "A box of kind 'face' is to be found; 'hidden' and 'small' ones may be; anything else that is found is a false find.",
            "With --megapixels also measures the time for a photo of that size."})
final class FacesEvaluation implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Of what is found, how much its centre may be off the middle of the listed box, in shares of the box. */
    private static final double OFF_CENTRE = 0.35;
    private static final int REPEATS = 9;
    private static final int MOST_TIMED = 4;
    private static final long MEGA = 1_000_000;

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder with the photos; the list names them relative to it.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "LIST.csv", description = "Boxes: photo,x,y,width,height,kind,note. Lines that begin with # are left out.")
    private Path list;

    @Option(names = "--out", paramLabel = "DIR", description = "Write found.csv and a sheet of what was found.")
    private Path out;

    @Option(names = "--megapixels", paramLabel = "N", description = "Time the search on a few photos that hold faces, enlarged to this size.")
    private Double megapixels;

    /** What the list says of a place. */
    private enum Kind {
        FACE, HIDDEN, SMALL
    }

    private record Box(double x, double y, double width, double height, Kind kind, String note) {
        boolean holds(Face face) {
            float[] box = face.box();
            double dx = box[0] + box[2] / 2 - x - width / 2;
            double dy = box[1] + box[3] / 2 - y - height / 2;
            // A box around a crowd holds any number of faces, each smaller than the box.
            double reach = kind == Kind.SMALL ? 0.5 : OFF_CENTRE;
            return Math.abs(dx) <= reach * width && Math.abs(dy) <= reach * height
                    && (kind == Kind.SMALL || face.size() > Math.max(width, height) / 2 && face.size() < 2 * Math.max(width, height));
        }
    }

    @Override
    public Integer call() {
        Map<String, List<Box>> listed = read();
        List<Path> photos = photos();
        List<String> known = photos.stream().map(this::name).toList();
        listed.keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new UserException("The list names " + name + ", which is not in " + folder + ".");
        });
        Table table = new Table("Faces", List.of("photo", "listed", "found", "missed", "also found", "false"),
                "also found: hidden or smaller than 40 px.");
        StringBuilder csv = new StringBuilder("photo,x,y,width,height,turn_degrees,detector_score,mesh_score,verdict\n");
        Sheet.Builder sheet = Sheet.builder().optTitle("Faces found").optZoom(1);
        int wanted = 0;
        int met = 0;
        int wrong = 0;
        List<Picture> withFaces = new ArrayList<>();
        try (FaceFinder finder = FaceFinder.open()) {
            for (Path photo : photos) {
                Picture picture = PictureReader.read(photo);
                List<Box> boxes = listed.getOrDefault(name(photo), List.of());
                List<Box> faces = boxes.stream().filter(b -> b.kind == Kind.FACE).toList();
                List<Face> found = finder.find(picture);
                int also = 0;
                int falseHere = 0;
                for (Face face : found) {
                    Box box = boxes.stream().filter(b -> b.holds(face)).findFirst().orElse(null);
                    also += box != null && box.kind != Kind.FACE ? 1 : 0;
                    falseHere += box == null ? 1 : 0;
                    float[] at = face.box();
                    csv.append(String.format(Locale.ROOT, "%s,%.0f,%.0f,%.0f,%.0f,%.0f,%.3f,%.3f,%s%n", name(photo), at[0], at[1], at[2], at[3],
                            Math.toDegrees(face.turn()), face.detectorScore(), face.meshScore(),
                            box == null ? "false" : box.kind.name().toLowerCase(Locale.ROOT)));
                }
                int here = (int) faces.stream().filter(b -> found.stream().anyMatch(b::holds)).count();
                wanted += faces.size();
                met += here;
                wrong += falseHere;
                if (!boxes.isEmpty() || !found.isEmpty()) {
                    table.add(name(photo), faces.size(), here, faces.size() - here, also, falseHere);
                    sheet.addRow(name(photo), List.of(FaceDrawing.draw(picture, found)), List.of(""));
                }
                if (!faces.isEmpty()) {
                    withFaces.add(picture);
                }
            }
            table.add("all " + photos.size(), wanted, met, wanted - met, "", wrong);
            spec.commandLine().getOut().print(table.text());
            spec.commandLine().getOut().printf(Locale.ROOT, "%d of %d faces of 40 px and more found (%.0f %%), %d false.%n", met, wanted, 100.0 * met / wanted, wrong);
            if (megapixels != null) {
                time(finder, withFaces);
            }
        }
        if (out != null) {
            ResultFiles.writeText(csv.toString(), out.resolve("found.csv"));
            sheet.build().write(out.resolve("faces.png"));
        }
        return 0;
    }

    private void time(FaceFinder finder, List<Picture> pictures) {
        double[] seconds = new double[Math.min(MOST_TIMED, pictures.size())];
        double[] processor = new double[seconds.length];
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int i = 0; i < seconds.length; i++) {
            Picture large = enlarged(pictures.get(i), megapixels * MEGA);
            double best = Double.MAX_VALUE;
            long spent = system.getProcessCpuTime();
            for (int k = 0; k < REPEATS; k++) {
                long start = System.nanoTime();
                finder.find(large);
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
            seconds[i] = best;
            processor[i] = (system.getProcessCpuTime() - spent) / 1e9 / REPEATS;
        }
        Arrays.sort(processor);
        Arrays.sort(seconds);
        spec.commandLine().getOut().printf(Locale.ROOT, "%.0f megapixels, %d processors, best of %d each: fastest %.3f s, slowest %.3f s; processor time %.3f to %.3f s.%n", megapixels,
                Runtime.getRuntime().availableProcessors(), REPEATS, seconds[0], seconds[seconds.length - 1],
                processor[0], processor[processor.length - 1]);
    }

    /** Each pixel several times: what is in a photo matters for the time, not how sharp it is. */
    private static Picture enlarged(PixelSource picture, double pixels) {
        double factor = Math.sqrt(pixels / picture.width() / picture.height());
        Pixels small = Pixels.blank(picture.width(), picture.height());
        picture.read(0, 0, small.width(), small.height(), small.data(), 0);
        int w = (int) Math.round(factor * small.width());
        int h = (int) Math.round(factor * small.height());
        Pixels large = Pixels.blank(w, h);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < h; y++) {
                int row = (c * small.height() + Math.min(small.height() - 1, (int) (y / factor))) * small.width();
                for (int x = 0; x < w; x++) {
                    large.data()[(c * h + y) * w + x] = small.data()[row + Math.min(small.width() - 1, (int) (x / factor))];
                }
            }
        }
        return Picture.of(large);
    }

    private String name(Path photo) {
        return folder.relativize(photo).toString().replace('\\', '/').replaceFirst("\\.[^.]*$", "");
    }

    /** In the folders that the list names, which may lie beside others. */
    private List<Path> photos() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> folders = read().keySet().stream().map(n -> n.replaceFirst("/?[^/]*$", "")).distinct().toList();
            List<Path> photos = files.filter(f -> f.getFileName().toString().matches("(?i).*\\.(png|webp|jpe?g|tiff?)"))
                    .filter(f -> folders.contains(name(f).replaceFirst("/?[^/]*$", ""))).sorted().toList();
            if (photos.isEmpty()) {
                throw new UserException("There are no photos in " + folder + ".");
            }
            return photos;
        } catch (IOException e) {
            throw new UserException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
        } catch (UncheckedIOException e) {
            throw new UserException("The folder " + folder + " cannot be read: " + e.getCause().getMessage() + ".", e);
        }
    }

    private Map<String, List<Box>> read() {
        Map<String, List<Box>> boxes = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(list)) {
                if (line.isBlank() || line.startsWith("#") || line.startsWith("photo,")) {
                    continue;
                }
                String[] cells = line.split(",", 7);
                boxes.computeIfAbsent(cells[0], k -> new ArrayList<>()).add(new Box(Double.parseDouble(cells[1]), Double.parseDouble(cells[2]),
                        Double.parseDouble(cells[3]), Double.parseDouble(cells[4]), Kind.valueOf(cells[5].toUpperCase(Locale.ROOT)), cells[6]));
            }
        } catch (IOException e) {
            throw new UserException("The list " + list + " cannot be read: " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new UserException("The list " + list + " has a line that is not photo,x,y,width,height,kind,note.", e);
        }
        return boxes;
    }
}
