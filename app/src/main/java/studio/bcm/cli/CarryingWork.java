package studio.bcm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.bcm.UserException;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchWork;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.jpeg.JpegCarrier;
import studio.bcm.image.jpeg.JpegExtras;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.task.Progress;

/** Other work that makes JPEG of JPEG, after which the videos and gain maps behind the pictures are carried over. */
record CarryingWork(BatchWork work) implements BatchWork {
    @Override
    public BatchResult process(Path input, Path output, Progress progress) {
        BatchResult done = work.process(input, output, progress);
        if (!isJpeg(input) || !isJpeg(output)) {
            return done;
        }
        try {
            byte[] original = Files.readAllBytes(input);
            Optional<byte[]> carried = JpegCarrier.carried(original, Files.readAllBytes(output));
            if (carried.isEmpty()) {
                return done;
            }
            AtomicFile.write(output, true, temporary -> Files.write(temporary, carried.get()));
            JpegSegments segments = new JpegSegments(original);
            List<String> notes = new ArrayList<>(done.notes());
            notes.removeAll(JpegExtras.describe(segments, segments.metadata()));
            return done.withNotes(notes);
        } catch (IOException e) {
            throw new UserException("What lies behind the picture of " + input + " could not be carried over: "
                    + e.getMessage() + ".", e);
        }
    }

    private static boolean isJpeg(Path file) {
        return PictureFormat.ofContent(file).filter(f -> f == PictureFormat.JPEG).isPresent();
    }
}
