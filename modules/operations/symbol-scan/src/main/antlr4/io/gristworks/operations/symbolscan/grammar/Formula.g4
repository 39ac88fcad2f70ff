// The language of symbol-scan's formulas; the README of the module tells its users about it.
// Chains are loops, not recursion: only parentheses, brackets and calls nest.
grammar Formula;

options { caseInsensitive = true; }

formula: expression EOF;

expression: conjunction (OR conjunction)*;

conjunction: negation (AND negation)*;

negation: NOT* comparison;

comparison: sum (operator=(LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL) sum)?;

sum: product ((PLUS | MINUS) product)*;

product: signed ((TIMES | DIVIDED) signed)*;

signed: MINUS* shifted;

shifted: primary (OPEN_BRACKET expression CLOSE_BRACKET)*;

primary
  : NUMBER                                  # literal
  | NAME call?                              # reference
  | OPEN expression CLOSE                   # group
  ;

call: OPEN (expression (COMMA expression)*)? CLOSE;

OR: 'or' | '||';
AND: 'and' | '&&';
NOT: 'not' | '!';
LESS_EQUAL: '<=';
LESS: '<';
GREATER_EQUAL: '>=';
GREATER: '>';
NOT_EQUAL: '!=' | '<>';
EQUAL: '==' | '=';
PLUS: '+';
MINUS: '-';
TIMES: '*';
DIVIDED: '/';
OPEN: '(';
CLOSE: ')';
OPEN_BRACKET: '[';
CLOSE_BRACKET: ']';
COMMA: ',';
NUMBER: DIGITS ('.' [0-9]*)? EXPONENT? | '.' DIGITS EXPONENT?;
NAME: [a-z_] [a-z_0-9]*;
SPACE: [ \t\r\n]+ -> skip;
// Whatever else there is becomes a token too, so that the parser says where it stands.
OTHER: .;

fragment DIGITS: [0-9]+;
fragment EXPONENT: 'e' [+-]? DIGITS;
