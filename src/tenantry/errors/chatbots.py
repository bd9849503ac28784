"""Refusals of chatbots and of the model behind them."""

from __future__ import annotations

from tenantry.errors.requests import Conflict
from tenantry.errors.tree import TenantryError


class ChatbotInactive(Conflict):
    code, title = "chatbot_inactive", "Chatbot inactive"
    detail = "This chatbot is switched off: set `is_active` first."


class ModelFailed(TenantryError):
    status, code, title = 502, "model_failed", "Model failed"
    detail = "The model gave no usable answer, so nothing was counted: try again in a moment."


class ModelNotConfigured(TenantryError):
    status, code, title = 503, "model_not_configured", "Model not configured"
    detail = "No model is set up here, so nothing was counted: an operator sets TENANTRY_MODEL_URL."
