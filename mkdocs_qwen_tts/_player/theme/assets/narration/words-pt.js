// The words of the bar in Portuguese. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).pt =
{
  "play": "Reproduzir",
  "pause": "Pausar",
  "back": "Voltar {s} segundos",
  "forward": "Avançar {s} segundos",
  "seek": "Posição",
  "position": "{position} de {duration}",
  "speed": "Velocidade",
  "from_here": "Ouvir a partir daqui",
  "to_voice": "Voltar à voz",
  "close": "Parar e fechar",
  "loading": "Carregando",
  "finished": "Concluído",
  "error": "Não foi possível reproduzir a narração.",
  "retry": "Tentar novamente",
  "unmarked": "Não é possível marcar o texto.",
  "resume": "Começa em {position}",
  "open_page": "Abrir a página",
  "controls": "Mais controles"
};
