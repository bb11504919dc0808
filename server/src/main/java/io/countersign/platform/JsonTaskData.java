package io.countersign.platform;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a timer carries, as JSON: readable by a person, and no way to smuggle classes in. */
record JsonTaskData(JsonMapper json) implements Serializer {

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
        return data == null ? null : json.writeValueAsBytes(data);
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] serialized) {
        return serialized == null ? null : json.readValue(serialized, type);
    }
}
