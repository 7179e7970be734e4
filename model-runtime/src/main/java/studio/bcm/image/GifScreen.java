package studio.bcm.image;

import java.io.IOException;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The first frame of a GIF at its place on the screen that the file states, clear around it, as viewers show it. */
final class GifScreen {
    private static final String STREAM = "javax_imageio_gif_stream_1.0";
    private static final String FRAME = "javax_imageio_gif_image_1.0";
    /** Screens beyond this are shown only where the frame fills a good part of them. */
    private static final long LARGE = 16_000_000;
    private static final int LEAST_SHARE = 64;

    private GifScreen() {
    }

    static Decoded place(Decoded frame, ImageReader reader, List<String> warnings) throws IOException {
        int w = frame.colour().width();
        int h = frame.colour().height();
        Element screen = element(reader.getStreamMetadata(), STREAM, "LogicalScreenDescriptor");
        Element descriptor = element(reader.getImageMetadata(0), FRAME, "ImageDescriptor");
        int left = number(descriptor, "imageLeftPosition");
        int top = number(descriptor, "imageTopPosition");
        int width = number(screen, "logicalScreenWidth");
        int height = number(screen, "logicalScreenHeight");
        if (width == 0 || height == 0 || left == 0 && top == 0 && width <= w && height <= h) {
            return frame;
        }
        // A frame beyond the screen widens it, as in browsers.
        width = Math.max(width, left + w);
        height = Math.max(height, top + h);
        if ((long) width * height > LARGE && (long) width * height / LEAST_SHARE > (long) w * h) {
            warnings.add("it states a screen of %d×%d pixels, of which only the frame of %d×%d was read".formatted(
                    width, height, w, h));
            return frame;
        }
        Samples colour = Samples.blank(width, height, frame.colour().channels(), 8);
        Samples alpha = Samples.blank(width, height, 1, 8);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int c = 0; c < colour.channels(); c++) {
                    colour.set(left + x, top + y, c, frame.colour().get(x, y, c));
                }
                alpha.set(left + x, top + y, 0, frame.alpha() == null ? 255 : frame.alpha().get(x, y, 0));
            }
        }
        return new Decoded(colour, alpha, frame.inSrgb());
    }

    private static Element element(IIOMetadata metadata, String format, String name) {
        Node root = metadata == null ? null : metadata.getAsTree(format);
        return root instanceof Element tree && tree.getElementsByTagName(name).item(0) instanceof Element found ? found
                : null;
    }

    private static int number(Element element, String attribute) {
        String text = element == null ? "" : element.getAttribute(attribute);
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
