package studio.bcm.evaluation.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether text can be drawn at all: a bare server often has no fonts, and Java then fails in ways of its own. */
public final class FigureFonts {
    private static final Logger log = LoggerFactory.getLogger(FigureFonts.class);
    private static final boolean USABLE = tryOne();

    private FigureFonts() {
    }

    /** Found out once; a system without fonts is reported in the log. */
    public static boolean usable() {
        return USABLE;
    }

    private static boolean tryOne() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return g.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("x") > 0;
        } catch (RuntimeException | LinkageError | InternalError e) {
            // A missing fontconfig surfaces as any of these, depending on the Java runtime.
            log.warn("Pictures get no labels and plots are left out: this system has no usable fonts ({})", e.toString());
            return false;
        } finally {
            g.dispose();
        }
    }
}
