"""The statements of messages, built once."""

from __future__ import annotations

from tenantry.chatbots.messages.schemas import MessageRead
from tenantry.database.statements import Statement
from tenantry.pagination import Listing, Sort

_COLUMNS = """
    m.id, m.role, m.content, m.user_id, m.finish_reason, m.created_at,
    CASE WHEN m.prompt_tokens IS NOT NULL OR m.completion_tokens IS NOT NULL
         THEN json_build_object('prompt_tokens', m.prompt_tokens,
                                'completion_tokens', m.completion_tokens) END AS usage"""
_CHATBOT = """
    FROM chatbots c
    WHERE c.organization_id = :organization_id AND c.workspace_id = :workspace_id
      AND c.id = :chatbot_id"""
_OF_CHATBOT = """
    m.organization_id = :organization_id AND m.chatbot_id = (SELECT c.id FROM chatbots c
      WHERE c.organization_id = :organization_id AND c.workspace_id = :workspace_id
        AND c.id = :chatbot_id)"""


def _listing(narrowed: str = "") -> Listing:
    return Listing(
        entry=MessageRead,
        columns=_COLUMNS,
        source="messages m",
        where=_OF_CHATBOT + narrowed,
        id="m.id",
        sorts={"created_at": Sort("m.created_at", "timestamptz")},
        search=("m.content",),
    )


ALL = _listing()
OF_USER = _listing(" AND m.user_id = :user_id")

FIND_CHATBOT = Statement(f"SELECT c.id {_CHATBOT}")

PREPARE = Statement(f"""
    SELECT c.model, c.instructions, c.is_active, c.frozen_at IS NOT NULL AS frozen,
           now() AS asked_at,
           (SELECT coalesce(json_agg(json_build_object('role', m.role, 'content', m.content)), '[]')
            FROM (SELECT role, content FROM messages
                  WHERE organization_id = :organization_id AND chatbot_id = c.id
                    AND user_id = :caller_id
                  ORDER BY created_at DESC, id DESC LIMIT :history) AS m) AS newest_first
    {_CHATBOT}""")

STORE = Statement(f"""
    WITH chatbot AS (
        SELECT c.id, c.frozen_at IS NOT NULL AS frozen {_CHATBOT}
    ), m AS (
        INSERT INTO messages (organization_id, id, chatbot_id, user_id, role, content,
            finish_reason, prompt_tokens, completion_tokens, created_at)
        SELECT :organization_id, said.id, chatbot.id, :caller_id, said.role, said.content,
               said.finish_reason, said.prompt_tokens, said.completion_tokens, said.at
        FROM chatbot, (VALUES
            (CAST(:question_id AS uuid), 'user', CAST(:question AS text), NULL,
             CAST(NULL AS int), CAST(NULL AS int), CAST(:asked_at AS timestamptz)),
            (CAST(:answer_id AS uuid), 'assistant', CAST(:answer AS text),
             CAST(:finish_reason AS text), CAST(:prompt_tokens AS int),
             CAST(:completion_tokens AS int), now())
        ) AS said(id, role, content, finish_reason, prompt_tokens, completion_tokens, at)
        WHERE NOT chatbot.frozen
        RETURNING *
    )
    SELECT chatbot.frozen, {_COLUMNS} FROM chatbot LEFT JOIN m ON m.role = 'assistant'""")
