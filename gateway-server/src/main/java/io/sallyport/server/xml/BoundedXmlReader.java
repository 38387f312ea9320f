package io.sallyport.server.xml;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * Reads XML as a stranger's: no DTD, no entity but the five of XML itself, and a bound on everything that could grow.
 *
 * <p>Passing text to JAXB in any other way would expand internal entities.
 */
public final class BoundedXmlReader extends StreamReaderDelegate {
    /** What a document type begins with. */
    public static final String DOCTYPE = "<!DOCTYPE";

    /**
     * How much a document may hold.
     *
     * @param attributes of one element
     * @param textLength characters of one text, or of all attributes of an element
     */
    public record Bounds(int depth, int elements, int attributes, int textLength) {
        /** Enough for what clients send; a text may be a chain of certificates in Base64. */
        public static final Bounds OF_STRANGERS = new Bounds(16, 512, 32, 64 * 1024);
    }

    private static final String NAMESPACE = "xmlns";
    private static final int MOST_NAMESPACES = 256;

    private static final XMLInputFactory FACTORY = factory();

    private final Bounds bounds;
    private int depth;
    private int elements;
    private int textLength;

    private BoundedXmlReader(XMLStreamReader reader, Bounds bounds) {
        super(reader);
        this.bounds = bounds;
    }

    /** @param document without XML declaration, or with one that is well-formed */
    public static BoundedXmlReader of(String document, Bounds bounds) throws XMLStreamException {
        // Before the parser sees it: with DTDs switched off it still scans them, and some make it throw anything.
        if (document.contains(DOCTYPE)) {
            throw new XMLStreamException("a document type");
        }
        // Likewise: it compares each one of an element with all before it, which takes seconds for a megabyte of them.
        if (hasMoreNamespaces(document, MOST_NAMESPACES)) {
            throw new XMLStreamException("too many namespaces");
        }
        return new BoundedXmlReader(FACTORY.createXMLStreamReader(new StringReader(document)), bounds);
    }

    @Override
    public int next() throws XMLStreamException {
        int event = super.next();
        switch (event) {
            case START_ELEMENT -> {
                depth++;
                elements++;
                textLength = 0;
                refuseIf(depth > bounds.depth(), "nested too deeply");
                refuseIf(elements > bounds.elements(), "too many elements");
                refuseIf(getAttributeCount() > bounds.attributes(), "too many attributes");
                refuseIf(attributesLength() > bounds.textLength(), "too much text in attributes");
            }
            case END_ELEMENT -> {
                depth--;
                textLength = 0;
            }
            case CHARACTERS, CDATA, SPACE -> {
                textLength += getTextLength(); // the parser hands a long text out in pieces
                refuseIf(textLength > bounds.textLength(), "too much text");
            }
            case DTD, ENTITY_REFERENCE -> throw new XMLStreamException("a document type or an entity", getLocation());
            default -> {
                // Comments and processing instructions say nothing here.
            }
        }
        return event;
    }

    private int attributesLength() {
        int length = 0;
        for (int i = 0; i < getAttributeCount(); i++) {
            length += getAttributeValue(i).length();
        }
        return length;
    }

    private static boolean hasMoreNamespaces(String document, int most) {
        int found = 0;
        for (int at = document.indexOf(NAMESPACE); at >= 0 && found <= most; at = document.indexOf(NAMESPACE, at + 1)) {
            found++;
        }
        return found > most;
    }

    private void refuseIf(boolean condition, String what) throws XMLStreamException {
        if (condition) {
            throw new XMLStreamException(what, getLocation());
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }
}
