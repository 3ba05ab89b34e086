import os

import dashscope

dashscope.base_http_api_url = "https://HOST/api/v1"
response = dashscope.MultiModalConversation.call(
    model="qwen3-tts-flash",
    api_key=os.getenv("DASHSCOPE_API_KEY"),
    text="The ferry leaves at noon, and nobody has to wait for it.",
    voice="Cherry",
    language_type="English",
    stream=True,
)
for chunk in response:
    print(chunk)
