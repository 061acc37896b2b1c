"""The words of other services, as pure translation: their requests into storyboards, our news into their answers.

One package a dialect. Requests are judged and answered here without Django and without I/O, so that the HTTP doors
(`studio.api`) and the webhooks that go out (`studio.actions.deliveries`) say the same thing in the same words.
"""
