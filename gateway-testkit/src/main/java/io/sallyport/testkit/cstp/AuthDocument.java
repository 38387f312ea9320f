package io.sallyport.testkit.cstp;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A {@code config-auth} document: what a headend said, read, or what a client says, being written. */
public final class AuthDocument {
    private final Document document;

    private AuthDocument(Document document) {
        this.document = document;
    }

    /** @throws ClientFailure when this is no XML, or has a DTD */
    public static AuthDocument parse(String xml) {
        try {
            return new AuthDocument(builder().parse(new InputSource(new StringReader(xml))));
        } catch (SAXException | IOException e) {
            throw new ClientFailure("no config-auth document: " + xml, e);
        }
    }

    /** What a client sends first. */
    public static AuthDocument init(String url, Optional<String> group) {
        AuthDocument request = request("init");
        request.root().appendChild(request.element("group-access", url));
        group.ifPresent(name -> request.root().appendChild(request.element("group-select", name)));
        return request;
    }

    /**
     * An answer to the form of {@code asked}, whose opaque part goes back as it came.
     *
     * @param answers what is known of the user, by the name of the field that asks for it
     * @param group empty leaves the list as the headend has set it
     */
    static AuthDocument reply(AuthDocument asked, Function<String, Optional<String>> answers, Optional<String> group) {
        AuthDocument request = request("auth-reply");
        asked.elements("opaque")
                .forEach(opaque -> request.root().appendChild(request.document.importNode(opaque, true)));
        Element auth = request.element("auth", "");
        for (Element input : asked.elements("input").toList()) {
            answers.apply(input.getAttribute("name"))
                    .ifPresent(text -> auth.appendChild(request.element(input.getAttribute("name"), text)));
        }
        request.root().appendChild(auth);
        group.or(asked::selectedGroup)
                .ifPresent(name -> request.root().appendChild(request.element("group-select", name)));
        return request;
    }

    /** {@code auth-request} or {@code complete}. */
    public String type() {
        return root().getAttribute("type");
    }

    /** The {@code id} of the {@code auth} element: {@code main}, {@code success}, ... */
    public String authId() {
        return elements("auth").findFirst().map(auth -> auth.getAttribute("id")).orElse("");
    }

    /** Where the form wants its answer. */
    public Optional<String> action() {
        return elements("form")
                .findFirst()
                .map(form -> form.getAttribute("action"))
                .filter(action -> !action.isEmpty());
    }

    /** The names of the form's inputs, in order. */
    public List<String> inputs() {
        return elements("input").map(input -> input.getAttribute("name")).toList();
    }

    /** The values of the group list's options, in order. */
    public List<String> groups() {
        return elements("option").map(option -> option.getAttribute("value")).toList();
    }

    /** The option that is marked, else the first; empty when there is no list. */
    Optional<String> selectedGroup() {
        return elements("option")
                .filter(option -> option.getAttribute("selected").equals("true"))
                .findFirst()
                .or(() -> elements("option").findFirst())
                .map(option -> option.getAttribute("value"));
    }

    /** The text of the first element of this name, such as {@code session-token}, {@code message} or {@code error}. */
    public Optional<String> text(String element) {
        return elements(element).findFirst().map(Element::getTextContent).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        try {
            StringWriter xml = new StringWriter();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(xml));
            return xml.toString();
        } catch (TransformerException e) {
            throw new AssertionError("writing to a string cannot fail", e);
        }
    }

    private static AuthDocument request(String type) {
        AuthDocument request = new AuthDocument(builder().newDocument());
        Element root = request.element("config-auth", "");
        root.setAttribute("client", "vpn");
        root.setAttribute("type", type);
        root.setAttribute("aggregate-auth-version", "2");
        request.document.appendChild(root);
        request.document.setXmlStandalone(true);
        Element version = request.element("version", "v9.12");
        version.setAttribute("who", "vpn");
        root.appendChild(version);
        root.appendChild(request.element("device-id", "linux-64"));
        return request;
    }

    private Element root() {
        return document.getDocumentElement();
    }

    private Element element(String name, String text) {
        Element element = document.createElement(name);
        element.setTextContent(text);
        return element;
    }

    private Stream<Element> elements(String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        IntStream.range(0, found.getLength()).forEach(i -> elements.add((Element) found.item(i)));
        return elements.stream();
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // by default it prints to standard error before it throws
            return builder;
        } catch (ParserConfigurationException e) {
            throw new AssertionError("every JDK has a parser", e);
        }
    }
}
