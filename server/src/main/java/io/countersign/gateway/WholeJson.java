package io.countersign.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a JSON answer with its length, so that it leaves in one packet. In chunks it left in two, and the second was a
 * third of the work of a short request.
 */
final class WholeJson extends JacksonJsonHttpMessageConverter {

    WholeJson(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    protected void writeInternal(
            Object answer, ResolvableType type, HttpOutputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(512);
        super.writeInternal(answer, type, new Collected(whole, message.getHeaders()), hints);
        message.getHeaders().setContentLength(whole.size());
        whole.writeTo(message.getBody());
    }

    private record Collected(OutputStream body, HttpHeaders headers) implements HttpOutputMessage {

        @Override
        public OutputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
