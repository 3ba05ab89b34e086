import os

import dashscope
import requests

dashscope.base_http_api_url = "https://HOST/api/v1"
answer = requests.post(
    "https://HOST/api/v1/services/audio/tts/customization",
    headers={"Authorization": f"Bearer {os.getenv('DASHSCOPE_API_KEY')}"},
    files={"file": open("voice_sample.mp3", "rb")},
    data={
        "model": "qwen-voice-enrollment",
        "target_model": "qwen3-tts-vc-2026-01-22",
        "action": "create",
        "preferred_name": "my_brand_voice",
    },
)
response = dashscope.MultiModalConversation.call(
    model="qwen3-tts-vc-2026-01-22",
    api_key=os.getenv("DASHSCOPE_API_KEY"),
    text="The ferry leaves at noon, and nobody has to wait for it.",
    voice=answer.json()["output"]["voice"],
)
print(response)
