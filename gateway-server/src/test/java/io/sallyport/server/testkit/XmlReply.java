package io.sallyport.server.testkit;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A document of the gateway, asked by XPath. */
public final class XmlReply {
    private final Document document;

    private XmlReply(Document document) {
        this.document = document;
    }

    static XmlReply parse(String text) {
        try {
            return new XmlReply(DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text))));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("not XML: " + text, e);
        }
    }

    /** The text or number that a path leads to; empty if there is none. */
    public String at(String path) {
        try {
            return XPathFactory.newDefaultInstance().newXPath().evaluate(path, document);
        } catch (XPathExpressionException e) {
            throw new AssertionError(path, e);
        }
    }

    public int count(String path) {
        return (int) Double.parseDouble(at("count(" + path + ")"));
    }

    /** {@code auth-request} or {@code complete}. */
    public String type() {
        return at("/config-auth/@type");
    }

    /** What names the sign-in. */
    public String handle() {
        return at("/config-auth/opaque/aggauth-handle");
    }

    public String error() {
        return at("/config-auth/auth/error");
    }

    public boolean hasForm() {
        return count("/config-auth/auth/form") == 1;
    }

    /** The labels of the group list, untrimmed. */
    public List<String> groups() {
        return IntStream.rangeClosed(1, count("//select/option"))
                .mapToObj(index -> at("//select/option[" + index + "]"))
                .toList();
    }

    public String selectedGroup() {
        return at("//select/option[@selected='true']");
    }
}
