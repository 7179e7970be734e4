package studio.bcm.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import studio.bcm.UserException;

/** Keeps a run's folder to one trainer: two would write each other's checkpoints. The system releases it with the process. */
final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made where it is missing.
     *
     * @throws UserException if another trainer has it, or it cannot be written to
     */
    static RunLock take(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunLock(channel);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            throw new UserException("The folder " + folder + " cannot be written to: " + e.getMessage() + ".", e);
        }
        throw new UserException("Another training is running in " + folder + "; wait for it, stop it, or choose another folder.");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UserException("The folder cannot be locked: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
