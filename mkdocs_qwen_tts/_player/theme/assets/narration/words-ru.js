// The words of the bar in Russian. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).ru =
{
  "play": "Воспроизвести",
  "pause": "Пауза",
  "back": "Назад на {s} секунд",
  "forward": "Вперёд на {s} секунд",
  "seek": "Позиция",
  "position": "{position} из {duration}",
  "speed": "Скорость",
  "from_here": "Слушать отсюда",
  "to_voice": "Вернуться к голосу",
  "close": "Остановить и закрыть",
  "loading": "Загрузка",
  "finished": "Конец",
  "error": "Не удалось воспроизвести запись.",
  "retry": "Повторить",
  "unmarked": "Текст не отмечается.",
  "resume": "Начнётся с {position}",
  "open_page": "Открыть страницу",
  "controls": "Другие элементы управления"
};
