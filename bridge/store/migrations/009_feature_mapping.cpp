#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

namespace {

// Whoever changes a rule by SQL may leave changed_by alone. The bridge names the one who asked, and takes the name away
// again within the same transaction, which is no change of a rule.
constexpr const char* sqlite_on_insert = R"sql(
    CREATE TRIGGER feature_mapping_added AFTER INSERT ON feature_mapping BEGIN
        INSERT INTO feature_mapping_audit (at_ms, who, feature, direction, scope, action_before, template_before,
                                           action_after, template_after)
        VALUES (CAST(strftime('%s', 'now') AS integer) * 1000, coalesce(nullif(NEW.changed_by, ''), 'sql'), NEW.feature,
                NEW.direction, NEW.scope, '', '', NEW.action, NEW.template);
    END)sql";
constexpr const char* sqlite_on_update = R"sql(
    CREATE TRIGGER feature_mapping_changed AFTER UPDATE ON feature_mapping
    WHEN NEW.action <> OLD.action OR NEW.template <> OLD.template OR NEW.feature <> OLD.feature
         OR NEW.direction <> OLD.direction OR NEW.scope <> OLD.scope BEGIN
        INSERT INTO feature_mapping_audit (at_ms, who, feature, direction, scope, action_before, template_before,
                                           action_after, template_after)
        VALUES (CAST(strftime('%s', 'now') AS integer) * 1000, coalesce(nullif(NEW.changed_by, ''), 'sql'), NEW.feature,
                NEW.direction, NEW.scope, OLD.action, OLD.template, NEW.action, NEW.template);
    END)sql";
constexpr const char* sqlite_on_delete = R"sql(
    CREATE TRIGGER feature_mapping_removed AFTER DELETE ON feature_mapping BEGIN
        INSERT INTO feature_mapping_audit (at_ms, who, feature, direction, scope, action_before, template_before,
                                           action_after, template_after)
        VALUES (CAST(strftime('%s', 'now') AS integer) * 1000, coalesce(nullif(OLD.changed_by, ''), 'sql'), OLD.feature,
                OLD.direction, OLD.scope, OLD.action, OLD.template, '', '');
    END)sql";

constexpr const char* postgres_function = R"sql(
    CREATE FUNCTION audit_feature_mapping() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        before feature_mapping%ROWTYPE;
        after feature_mapping%ROWTYPE;
        row feature_mapping%ROWTYPE;
    BEGIN
        IF TG_OP <> 'INSERT' THEN before := OLD; END IF;
        IF TG_OP <> 'DELETE' THEN after := NEW; END IF;
        IF TG_OP = 'DELETE' THEN row := OLD; ELSE row := NEW; END IF;
        IF TG_OP <> 'UPDATE' OR (before.action, before.template, before.feature, before.direction, before.scope)
                                <> (after.action, after.template, after.feature, after.direction, after.scope) THEN
            INSERT INTO feature_mapping_audit (at_ms, who, feature, direction, scope, action_before, template_before,
                                               action_after, template_after)
            VALUES (floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                    coalesce(nullif(row.changed_by, ''), session_user::text), row.feature, row.direction, row.scope,
                    coalesce(before.action, ''), coalesce(before.template, ''),
                    coalesce(after.action, ''), coalesce(after.template, ''));
        END IF;
        RETURN NULL;
    END $body$)sql";
constexpr const char* postgres_trigger = R"sql(
    CREATE TRIGGER feature_mapping_audited AFTER INSERT OR UPDATE OR DELETE ON feature_mapping
    FOR EACH ROW EXECUTE FUNCTION audit_feature_mapping())sql";

} // namespace

Migration migration_009_feature_mapping() {
    return {.about = "the mapping table and who changed it; reactions, threads and polls",
            .statements =
                {
                    R"sql(CREATE TABLE feature_mapping (
                        feature text NOT NULL,
                        direction text NOT NULL CHECK (direction IN ('matrix_to_xmpp', 'xmpp_to_matrix')),
                        scope text NOT NULL DEFAULT 'default'
                            CHECK (scope = 'default' OR scope LIKE 'domain:%' OR scope LIKE 'portal:%'),
                        action text NOT NULL CHECK (action IN ('native', 'text', 'both', 'drop', 'reject')),
                        template text NOT NULL DEFAULT '',
                        changed_by text NOT NULL DEFAULT '',
                        PRIMARY KEY (feature, direction, scope)))sql",
                    R"sql(CREATE TABLE feature_mapping_audit (
                        id {identity},
                        at_ms bigint NOT NULL,
                        who text NOT NULL,
                        feature text NOT NULL,
                        direction text NOT NULL,
                        scope text NOT NULL,
                        action_before text NOT NULL,
                        template_before text NOT NULL,
                        action_after text NOT NULL,
                        template_after text NOT NULL))sql",
                    R"sql(CREATE TABLE reaction_mark (
                        event text PRIMARY KEY,
                        room text NOT NULL,
                        target text NOT NULL,
                        actor text NOT NULL,
                        emoji text NOT NULL,
                        at_number bigint NOT NULL,
                        is_gone bigint NOT NULL DEFAULT 0))sql",
                    "CREATE INDEX reaction_mark_target ON reaction_mark (target, actor)",
                    R"sql(CREATE TABLE thread (
                        address text NOT NULL,
                        thread_id text NOT NULL,
                        whole_thread_id text,
                        root text NOT NULL,
                        latest text NOT NULL,
                        PRIMARY KEY (address, thread_id)))sql",
                    "CREATE INDEX thread_root ON thread (root)",
                    R"sql(CREATE TABLE poll (
                        id {identity},
                        event text NOT NULL UNIQUE,
                        room text NOT NULL,
                        question text NOT NULL,
                        most_choices bigint NOT NULL))sql",
                    "CREATE INDEX poll_room ON poll (room)",
                    R"sql(CREATE TABLE poll_answer (
                        event text NOT NULL,
                        number bigint NOT NULL,
                        answer text NOT NULL,
                        PRIMARY KEY (event, number)))sql",
                },
            .for_sqlite = {sqlite_on_insert, sqlite_on_update, sqlite_on_delete},
            .for_postgres = {postgres_function, postgres_trigger}};
}

} // namespace bascule::store
