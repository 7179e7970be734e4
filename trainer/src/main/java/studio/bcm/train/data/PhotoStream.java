package studio.bcm.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.task.Progress;

/**
 * Endless random crops from folders of pictures. What fits into the given memory is decoded once; of larger collections
 * two thirds of the memory hold photos that are drawn from, while others are decoded and taken into the last third beside it, so
 * that training never waits.
 */
public final class PhotoStream implements PictureSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PhotoStream.class);

    /** Of so many processors one decodes while others train. */
    private static final int BESIDE_TRAINING = 5;

    private final List<PhotoFolder.PhotoFile> files;
    private final int crop;
    private final int processors;
    private final Device device;
    private final long bankBytes;
    private final Progress progress;
    private final Random order;
    private final ExecutorService loader = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("photo-loader").factory());
    private final List<PhotoBank> banks = new ArrayList<>();
    /** How often the fixed banks were drawn from. */
    private final List<Integer> draws = new ArrayList<>();
    private int cursor;
    private int turn;
    private Future<PhotoBank> coming;

    /**
     * Which of the processes that share the decoding this is. All begin with the same photos, which are the whole of a
     * collection that fits into the memory; of a larger one each goes on with a share of its own.
     *
     * @param rank       0…count − 1
     * @param count      of processes
     * @param localCount of those on this machine
     */
    public record Share(int rank, int count, int localCount) {
        /** One process that decodes all. */
        public static final Share ALL = new Share(0, 1, 1);
    }

    /**
     * Decodes the first photos.
     *
     * @param crop     least side that a photo must have at a size to be used at it, in pixels
     * @param maxBytes memory for photos on the device, in bytes
     * @throws UserException if no picture can be used
     */
    public PhotoStream(List<PhotoFolder.PhotoFile> files, int crop, Device device, long maxBytes, long seed, Progress progress) {
        this(files, crop, device, maxBytes, seed, Share.ALL, progress);
    }

    /** The same in one of several processes. */
    public PhotoStream(List<PhotoFolder.PhotoFile> files, int crop, Device device, long maxBytes, long seed, Share share, Progress progress) {
        this.files = new ArrayList<>(files);
        processors = Math.max(1, Runtime.getRuntime().availableProcessors() / share.localCount());
        this.crop = crop;
        this.device = device;
        this.progress = progress;
        order = new Random(seed);
        Collections.shuffle(this.files, order);
        bankBytes = maxBytes / 3;
        List<PhotoFolder.Weighted> first = load(true);
        if (first.isEmpty()) {
            throw new UserException("None of the " + files.size() + " pictures can be used for training: they are smaller than "
                    + crop + " pixels or cannot be read.");
        }
        banks.add(new PhotoBank(first, device));
        if (cursor < this.files.size()) {
            List<PhotoFolder.Weighted> second = load(true);
            if (!second.isEmpty()) {
                banks.add(new PhotoBank(second, device));
            }
        }
        if (cursor < this.files.size()) {
            takeShare(share);
            coming = loader.submit(this::nextBank);
        }
        banks.forEach(b -> draws.add(0));
    }

    /** Keeps each n-th file and leaves the rest to the other processes; of few files each keeps all. */
    private void takeShare(Share share) {
        if (files.size() < 2 * share.count()) {
            return;
        }
        List<PhotoFolder.PhotoFile> own = new ArrayList<>();
        int seen = 0;
        for (int i = 0; i < files.size(); i++) {
            if (i % share.count() == share.rank()) {
                own.add(files.get(i));
                seen += i < cursor ? 1 : 0;
            }
        }
        files.clear();
        files.addAll(own);
        cursor = seen;
    }

    /** Null if no photo can be used or the stream is closed. */
    private @Nullable PhotoBank nextBank() {
        List<PhotoFolder.Weighted> photos = load(false);
        return photos.isEmpty() || Thread.currentThread().isInterrupted() ? null : new PhotoBank(photos, device);
    }

    /**
     * Random crops.
     *
     * @param turn also turn by right angles
     * @return n×3×size×size float32, 0…255
     */
    public Tensor crops(int n, int size, boolean turn) {
        return labelled(n, size, turn).crops();
    }

    /**
     * Random crops and the classes of the pictures that they are from.
     *
     * @param crops  n×3×size×size float32, 0…255
     * @param labels n integers; null where the pictures have no classes
     */
    public record Labelled(Tensor crops, @Nullable Tensor labels) {
    }

    /** As {@link #crops}, with classes. */
    @Override
    public Labelled labelled(int n, int size, boolean turn) {
        PhotoBank from = bankToDrawFrom(size);
        Tensor index = from.draw(n, size);
        return new Labelled(from.crops(index, size, turn), from.labels(index));
    }

    @Override
    public Tensor labels(int n, int size) {
        PhotoBank bank = bankToDrawFrom(size);
        return bank.labels(bank.draw(n, size));
    }

    /** Whether some photo holds a crop of this size. */
    public boolean holds(int size) {
        return banks.getFirst().holds(size);
    }

    private PhotoBank bankToDrawFrom(int size) {
        if (coming != null && coming.isDone()) {
            replaceOldest();
        }
        PhotoBank bank = banks.get(coming == null ? fixedBank() : turn++ % banks.size());
        return bank.holds(size) ? bank : banks.getFirst();
    }

    /** Banks that hold the whole collection are of unequal weight: the one that is furthest behind its share. */
    private int fixedBank() {
        int chosen = 0;
        for (int i = 1; i < banks.size(); i++) {
            if ((draws.get(i) + 0.5) / banks.get(i).weight() < (draws.get(chosen) + 0.5) / banks.get(chosen).weight()) {
                chosen = i;
            }
        }
        draws.set(chosen, draws.get(chosen) + 1);
        return chosen;
    }

    private void replaceOldest() {
        try {
            PhotoBank next = coming.get();
            if (next != null) {
                banks.removeFirst().close();
                banks.add(next);
            }
            coming = loader.submit(this::nextBank);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("decoding the pictures failed", e.getCause());
        }
    }

    /** The next photos in shuffled order, until they fill a bank or (the first time round) the files are through. */
    private List<PhotoFolder.Weighted> load(boolean stopAtEnd) {
        List<PhotoFolder.Weighted> loaded = new ArrayList<>();
        long bytes = 0;
        int seen = 0;
        // Training, which one thread hands to the device, must not wait for a processor.
        int threads = Math.max(1, stopAtEnd ? processors : processors / BESIDE_TRAINING);
        int ahead = 4 * threads;
        List<Future<List<PhotoFolder.Weighted>>> running = new ArrayList<>();
        try (ExecutorService decoders = Executors.newFixedThreadPool(threads)) {
            while (bytes < bankBytes && seen < files.size()) {
                while (running.size() < ahead && seen + running.size() < files.size() && (cursor < files.size() || !stopAtEnd)) {
                    if (cursor >= files.size()) {
                        Collections.shuffle(files, order);
                        cursor = 0;
                    }
                    PhotoFolder.PhotoFile file = files.get(cursor++);
                    running.add(decoders.submit(() -> decode(file)));
                }
                if (running.isEmpty()) {
                    break;
                }
                for (PhotoFolder.Weighted photo : running.removeFirst().get()) {
                    loaded.add(photo);
                    bytes += photo.photo().rgb().length;
                }
                seen++;
                if (stopAtEnd) {
                    progress.checkCancelled();
                    progress.report(seen, files.size(), "Reading pictures");
                }
            }
            for (Future<List<PhotoFolder.Weighted>> rest : running) {
                loaded.addAll(rest.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("decoding the pictures failed", e.getCause());
        }
        return loaded;
    }

    private List<PhotoFolder.Weighted> decode(PhotoFolder.PhotoFile file) {
        try {
            return PhotoFolder.decode(file).stream().flatMap(p -> PhotoFolder.sizes(p, file.rule(), crop).stream()).toList();
        } catch (UserException e) {
            progress.note(file.path() + " cannot be read and is skipped: " + e.getMessage());
            return List.of();
        }
    }

    @Override
    public void close() {
        boolean begun = loader.shutdownNow().isEmpty();
        if (coming != null && begun) {
            try {
                PhotoBank unused = coming.get();
                if (unused != null) {
                    unused.close();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | CancellationException e) {
                LOG.warn("What was decoded last is lost", e);
            }
        }
        banks.forEach(PhotoBank::close);
    }
}
