package io.sallyport.server.auth.xml;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * Reads a stranger's XML: no DTD, no entity but the five of XML itself, and a bound on everything that could grow.
 *
 * <p>Passing text to JAXB in any other way would expand internal entities.
 */
final class BoundedXmlReader extends StreamReaderDelegate {
    private static final String DOCTYPE = "<!DOCTYPE";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 512;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_TEXT_LENGTH = 16 * 1024; // characters
    private static final XMLInputFactory FACTORY = factory();

    private int depth;
    private int elements;
    private int textLength;

    private BoundedXmlReader(XMLStreamReader reader) {
        super(reader);
    }

    /** @param document without XML declaration */
    static BoundedXmlReader of(String document) throws XMLStreamException {
        // Before the parser sees it: with DTDs switched off it still scans them, and some make it throw anything.
        refuseIf(document.contains(DOCTYPE), "a document type");
        return new BoundedXmlReader(FACTORY.createXMLStreamReader(new StringReader(document)));
    }

    @Override
    public int next() throws XMLStreamException {
        int event = super.next();
        switch (event) {
            case START_ELEMENT -> {
                depth++;
                elements++;
                textLength = 0;
                refuseIf(depth > MAX_DEPTH, "nested too deeply");
                refuseIf(elements > MAX_ELEMENTS, "too many elements");
                refuseIf(getAttributeCount() > MAX_ATTRIBUTES, "too many attributes");
            }
            case END_ELEMENT -> {
                depth--;
                textLength = 0;
            }
            case CHARACTERS, CDATA, SPACE -> {
                textLength += getTextLength(); // the parser hands a long text out in pieces
                refuseIf(textLength > MAX_TEXT_LENGTH, "too much text");
            }
            case DTD, ENTITY_REFERENCE -> throw new XMLStreamException("a document type or an entity");
            default -> {
                // Comments and processing instructions say nothing here.
            }
        }
        return event;
    }

    private static void refuseIf(boolean condition, String what) throws XMLStreamException {
        if (condition) {
            throw new XMLStreamException(what);
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
