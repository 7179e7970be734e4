package studio.bcm.image.metadata;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * XMP packets: the few properties that depend on the pixels and on what else is in the file, and the division that JPEG
 * needs
 * for packets above 64 kB (XMP specification, part 3, 1.1.3.1).
 */
public final class XmpPacket {
    private static final Pattern ORIENTATION =
            Pattern.compile("(?<head>tiff:Orientation\\s*(?:=\\s*[\"']|>\\s*))(?<value>[1-8])(?=\\s*[\"'<])");
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String HAS_EXTENDED = "HasExtendedXMP";
    private static final int GUID_LENGTH = 32;
    private static final int PART_HEAD = GUID_LENGTH + 8;
    private static final int PART_DATA = 65_000;
    private static final int LARGEST = 64 << 20;
    /** What the pointer to the extension takes in a packet. */
    private static final int POINTER = 200;

    private static final String CAMERA = "http://ns.google.com/photos/1.0/camera/";
    private static final Set<String> CAMERA_CLAIMS = Set.of("MotionPhoto", "MotionPhotoVersion",
            "MotionPhotoPresentationTimestampUs",
            "MicroVideo", "MicroVideoVersion", "MicroVideoOffset", "MicroVideoPresentationTimestampUs");
    /** All properties of these describe pictures or videos that lie behind the first picture. */
    private static final Set<String> CLAIMING = Set.of("http://ns.google.com/photos/1.0/container/",
            "http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.apple.com/HDRGainMap/1.0/",
                    "http://ns.apple.com/pixeldatainfo/1.0/");

    /**
     * A packet as JPEG carries it.
     *
     * @param main     for the segment of XMP
     * @param extended for segments of extended XMP, each with its GUID, length and offset in front; usually none
     */
    public record Divided(byte[] main, List<byte[]> extended) {
    }

    private XmpPacket() {
    }

    static Optional<Integer> orientation(byte[] packet) {
        Matcher found = ORIENTATION.matcher(latin(packet));
        return found.find() ? Optional.of(Integer.valueOf(found.group("value"))) : Optional.empty();
    }

    /** The packet with orientation 1 where it states one. */
    public static byte[] upright(byte[] packet) {
        String text = latin(packet);
        String upright = ORIENTATION.matcher(text).replaceAll("${head}1");
        return upright.equals(text) ? packet : upright.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes as characters, one each, so that nothing is lost on the way back. */
    private static String latin(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1);
    }

    /** Whether it says that a video lies behind the picture. */
    public static boolean claimsVideo(byte[] packet) {
        return Pattern.compile("(MotionPhoto|MicroVideo)\\s*(=\\s*[\"']|>)\\s*1").matcher(latin(packet)).find();
    }

    /** Whether it says that a gain map, for screens of more than standard range, lies behind the picture. */
    public static boolean claimsGainMap(byte[] packet) {
        String text = latin(packet);
        return text.contains("http://ns.adobe.com/hdr-gain-map/1.0/")
                || text.contains("http://ns.apple.com/HDRGainMap/1.0/");
    }

    /**
     * The packet without what it says about pictures and videos behind the first picture; the same array if that is
     * nothing.
     */
    public static byte[] withoutClaims(byte[] packet) {
        String text = latin(packet);
        if (CLAIMING.stream().noneMatch(text::contains) && !text.contains(CAMERA)) {
            return packet;
        }
        return parse(packet).filter(document -> removeClaims(document.getDocumentElement())).map(XmpPacket::bytes)
                .orElse(packet);
    }

    private static boolean removeClaims(Element element) {
        boolean changed = false;
        for (Attr attribute : attributes(element)) {
            if (isClaim(attribute)) {
                element.removeAttributeNode(attribute);
                changed = true;
            }
        }
        for (Element child : children(element)) {
            if (isClaim(child)) {
                element.removeChild(child);
                changed = true;
            } else {
                changed |= removeClaims(child);
            }
        }
        return changed;
    }

    private static boolean isClaim(Node property) {
        String space = property.getNamespaceURI();
        return space != null && (CLAIMING.contains(space) || space.equals(CAMERA)
                && CAMERA_CLAIMS.contains(property.getLocalName()));
    }

    /**
     * The packet with its extension.
     *
     * @param parts segments of extended XMP, each with its GUID, length and offset in front
     * @return empty if the extension is incomplete or one of both is no XMP
     */
    public static Optional<byte[]> merged(byte[] main, List<byte[]> parts) {
        Optional<Document> document = parse(main);
        Optional<Element> into = document.flatMap(XmpPacket::rdf);
        Optional<Element> from = into.flatMap(rdf -> extension(rdf, parts)).flatMap(XmpPacket::parse)
                .flatMap(XmpPacket::rdf);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        removePointer(into.get());
        for (Element child : children(from.get())) {
            into.get().appendChild(document.get().importNode(child, true));
        }
        return Optional.of(bytes(document.get()));
    }

    /** The packet without the pointer to an extension that is not there. */
    public static byte[] withoutPointer(byte[] main) {
        return parse(main).map(document -> {
            rdf(document).ifPresent(XmpPacket::removePointer);
            return bytes(document);
        }).orElse(main);
    }

    private static void removePointer(Element rdf) {
        for (Element description : children(rdf)) {
            description.removeAttributeNS(NOTE, HAS_EXTENDED);
            children(description).stream().filter(e -> NOTE.equals(e.getNamespaceURI())
                    && HAS_EXTENDED.equals(e.getLocalName()))
                    .forEach(description::removeChild);
        }
    }

    private static Optional<byte[]> extension(Element rdf, List<byte[]> parts) {
        String guid = children(rdf).stream().map(d -> d.hasAttributeNS(NOTE, HAS_EXTENDED)
                ? d.getAttributeNS(NOTE, HAS_EXTENDED)
                        : d.getElementsByTagNameNS(NOTE, HAS_EXTENDED).item(0) instanceof Element e ? e.getTextContent()
                        .strip() : "")
                .filter(g -> !g.isEmpty()).findFirst().orElse("");
        byte[] whole = null;
        int filled = 0;
        for (byte[] part : parts) {
            if (part.length < PART_HEAD || !guid.equalsIgnoreCase(
                    new String(part, 0, GUID_LENGTH, StandardCharsets.US_ASCII))) {
                continue;
            }
            long length = ByteBuffer.wrap(part).getInt(GUID_LENGTH) & 0xffffffffL;
            long offset = ByteBuffer.wrap(part).getInt(GUID_LENGTH + 4) & 0xffffffffL;
            int data = part.length - PART_HEAD;
            if (length > LARGEST || length > 65_536L * parts.size() || offset + data > length || whole != null
                    && whole.length != length) {
                return Optional.empty();
            }
            whole = whole == null ? new byte[(int) length] : whole;
            System.arraycopy(part, PART_HEAD, whole, (int) offset, data);
            filled += data;
        }
        return whole != null && filled >= whole.length ? Optional.of(whole) : Optional.empty();
    }

    /**
     * The packet in the two parts that JPEG takes, the largest properties in the second.
     *
     * @param room bytes that the first part may take
     * @return empty if it is too large and no XMP that can be divided
     */
    public static Optional<Divided> divided(byte[] packet, int room) {
        if (packet.length <= room) {
            return Optional.of(new Divided(packet, List.of()));
        }
        Optional<Document> main = parse(packet);
        Optional<Element> rdf = main.flatMap(XmpPacket::rdf);
        Optional<Document> rest = parse(("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='" + RDF
                + "'><rdf:Description/></rdf:RDF></x:xmpmeta>").getBytes(StandardCharsets.UTF_8));
        if (rdf.isEmpty() || rest.isEmpty() || children(rdf.get()).isEmpty()) {
            return Optional.empty();
        }
        Element first = children(rdf.get()).getFirst();
        Element into = children(rdf(rest.get()).orElseThrow()).getFirst();
        into.setAttributeNS(RDF, "rdf:about", first.getAttributeNS(RDF, "about"));
        List<Node> movable = new ArrayList<>();
        for (Element description : children(rdf.get())) {
            movable.addAll(children(description));
            attributes(description).stream().filter(a -> a.getNamespaceURI() != null && !a.getNamespaceURI().equals(RDF)
                    && !a.getNamespaceURI().equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)).forEach(movable::add);
        }
        Map<Node, Integer> sizes = new IdentityHashMap<>();
        movable.forEach(node -> sizes.put(node, size(node)));
        movable.sort(Comparator.comparing(sizes::get).reversed());
        byte[] small = bytes(main.get());
        for (Node node : movable) {
            if (small.length <= room - POINTER) {
                break;
            }
            move(node, into);
            small = bytes(main.get());
        }
        if (small.length > room - POINTER) {
            return Optional.empty();
        }
        byte[] extension = bytes(rest.get());
        String guid = md5(extension);
        first.setAttributeNS(NOTE, "xmpNote:" + HAS_EXTENDED, guid);
        List<byte[]> parts = new ArrayList<>();
        for (int offset = 0; offset < extension.length; offset += PART_DATA) {
            byte[] data = Arrays.copyOfRange(extension, offset, Math.min(extension.length, offset + PART_DATA));
            parts.add(ByteBuffer.allocate(PART_HEAD + data.length).put(guid.getBytes(StandardCharsets.US_ASCII))
                    .putInt(extension.length)
                    .putInt(offset).put(data).array());
        }
        return Optional.of(new Divided(bytes(main.get()), parts));
    }

    private static int size(Node node) {
        int own = node.getNodeValue() == null ? 0 : node.getNodeValue().length();
        for (Node child = node.getFirstChild(); child != null
                && node.getNodeType() != Node.ATTRIBUTE_NODE; child = child.getNextSibling()) {
            own += size(child);
        }
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
            own += attributes.item(i).getNodeValue().length();
        }
        return own;
    }

    private static void move(Node property, Element into) {
        if (property instanceof Attr attribute) {
            attribute.getOwnerElement().removeAttributeNode(attribute);
            into.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
        } else {
            property.getParentNode().removeChild(property);
            into.appendChild(into.getOwnerDocument().importNode(property, true));
        }
    }

    private static String md5(byte[] data) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("MD5").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<Attr> attributes(Element element) {
        List<Attr> found = new ArrayList<>();
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            found.add((Attr) all.item(i));
        }
        return found;
    }

    private static Optional<Element> rdf(Document document) {
        return document.getElementsByTagNameNS(RDF, "RDF").item(0) instanceof Element element ? Optional.of(element)
                : Optional.empty();
    }

    private static Optional<Document> parse(byte[] packet) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            int length = packet.length;
            while (length > 0 && packet[length - 1] == 0) {
                length--;
            }
            return Optional.of(builder.parse(new ByteArrayInputStream(packet, 0, length)));
        } catch (SAXException | IOException e) {
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java's XML parser lacks its safeguards", e);
        }
    }

    private static byte[] bytes(Document document) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalStateException("XML cannot be written to memory", e);
        }
    }
}
