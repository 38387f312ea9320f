package io.sallyport.server.download.xml;

import io.sallyport.server.xml.BoundedXmlReader;
import io.sallyport.server.xml.BoundedXmlReader.Bounds;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/** Reads the manifests in Cisco's packages and writes those that clients get. Thread-safe. */
public final class Manifests {
    private static final JAXBContext CONTEXT = context();

    private Manifests() {}

    /** The manifest of {@code packages} as a document; without any, the empty one that keeps clients as they are. */
    public static byte[] write(List<ManifestFile> packages) {
        StringWriter text = new StringWriter();
        try {
            Marshaller marshaller = CONTEXT.createMarshaller();
            marshaller.setProperty(Marshaller.JAXB_FRAGMENT, true);
            marshaller.setProperty(Marshaller.JAXB_FORMATTED_OUTPUT, true);
            marshaller.marshal(ManifestDocument.of(packages), text);
        } catch (JAXBException e) {
            throw new AssertionError("writing a document of ours to memory", e);
        }
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The files that a package describes itself, as it says.
     *
     * @throws IOException if this is no manifest
     */
    public static List<ManifestFile> read(byte[] document) throws IOException {
        try {
            Object root = CONTEXT.createUnmarshaller()
                    .unmarshal(BoundedXmlReader.of(
                            new String(document, StandardCharsets.UTF_8).strip(), Bounds.OF_STRANGERS));
            return ((ManifestDocument) root)
                    .files.stream().map(ManifestDocument.File::described).toList();
        } catch (JAXBException | XMLStreamException e) {
            throw new IOException("no package manifest", e);
        }
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(ManifestDocument.class);
        } catch (JAXBException e) {
            throw new AssertionError("the annotations are fixed", e);
        }
    }
}
